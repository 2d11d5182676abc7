# Of the output of dotnet publish: see publish.sh.
FROM mcr.microsoft.com/dotnet/aspnet:10.0
COPY . /app
ENV DOTNET_EnableDiagnostics=0 PATH=/app/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
# The image's user app, by number, so that an orchestrator sees that it is not root.
USER 1654:1654
WORKDIR /tmp
ENTRYPOINT ["queueagents"]
