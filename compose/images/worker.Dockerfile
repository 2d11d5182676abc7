# Of the output of dotnet publish: see publish.sh. Copy this for a worker of your own.
FROM mcr.microsoft.com/dotnet/aspnet:10.0
COPY . /app
ENV DOTNET_EnableDiagnostics=0
# The image's user app, by number, so that an orchestrator sees that it is not root.
USER 1654:1654
WORKDIR /tmp
ENTRYPOINT ["dotnet", "/app/QueueAgents.Samples.Worker.dll"]
