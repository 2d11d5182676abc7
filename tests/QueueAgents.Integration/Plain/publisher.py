"""A service that knows nothing of .NET: it submits tasks as plain JSON.

    publisher.py publish URL     each line of standard input, confirmed by the broker
    publisher.py ask URL         the same, and prints what is answered to each, one JSON document a line
    publisher.py ask-queue URL   the same, with an exclusive queue of its own for the answers
"""

import json
import sys
import uuid

import pika

EXCHANGE = "queue-agents.submit"


def publish(channel, line):
    channel.basic_publish(EXCHANGE, "", line.encode(), pika.BasicProperties(content_type="application/json"), mandatory=True)


def ask(connection, channel, queue, line):
    answers = []
    asked = str(uuid.uuid4())

    def answered(_channel, _method, properties, body):
        if properties.correlation_id == asked:
            answers.append({"type": properties.type, "contentType": properties.content_type, "answer": json.loads(body)})

    tag = channel.basic_consume(queue, answered, auto_ack=True)
    properties = pika.BasicProperties(content_type="application/json", reply_to=queue, correlation_id=asked)
    channel.basic_publish(EXCHANGE, "", line.encode(), properties, mandatory=True)
    while not answers:
        connection.process_data_events(time_limit=1)
    channel.basic_cancel(tag)
    return answers[0]


def main(what, url):
    connection = pika.BlockingConnection(pika.URLParameters(url))
    channel = connection.channel()
    if what != "ask":
        channel.confirm_delivery()
    queue = "amq.rabbitmq.reply-to" if what == "ask" else None
    if what == "ask-queue":
        queue = channel.queue_declare("", exclusive=True).method.queue
    for line in filter(None, sys.stdin.read().split("\n")):
        if what == "publish":
            publish(channel, line)
        else:
            print(json.dumps(ask(connection, channel, queue, line)), flush=True)
    connection.close()


main(sys.argv[1], sys.argv[2])
