-- R11: an AtMostOnce (2) effect was called once or never, whatever was killed.
select key from chaos.call where class = 2 group by key having count(*) > 1
