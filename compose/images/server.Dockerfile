# Of the output of dotnet publish: see publish.sh.
FROM mcr.microsoft.com/dotnet/aspnet:10.0
COPY . /app
ENV ASPNETCORE_HTTP_PORTS=8080 DOTNET_EnableDiagnostics=0
EXPOSE 8080
# The image's user app, by number, so that an orchestrator sees that it is not root.
USER 1654:1654
WORKDIR /tmp
ENTRYPOINT ["dotnet", "/app/QueueAgents.Server.dll"]
