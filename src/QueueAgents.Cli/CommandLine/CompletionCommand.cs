using System.CommandLine;

namespace QueueAgents.Cli.CommandLine;

/// <summary>Prints what a shell needs to complete our commands. The program itself knows the answers: see the directive <c>[suggest]</c>.</summary>
internal static class CompletionCommand
{
    public const string Bash = """
        _queueagents() {
          local word="${COMP_WORDS[COMP_CWORD]}" IFS=$'\n'
          COMPREPLY=($(compgen -W "$(queueagents "[suggest:$COMP_POINT]" "$COMP_LINE" 2>/dev/null)" -- "$word"))
        }
        complete -o default -F _queueagents queueagents
        """;

    public const string Zsh = """
        _queueagents() {
          local -a found
          found=("${(@f)$(queueagents "[suggest:$CURSOR]" "$BUFFER" 2>/dev/null)}")
          compadd -- $found
        }
        compdef _queueagents queueagents
        """;

    public const string Fish = """
        complete -c queueagents -a '(queueagents "[suggest:"(commandline -C)"]" (commandline -p) 2>/dev/null)'
        """;

    public static Command Create(Globals globals)
    {
        var shell = new Argument<string>("SHELL") { Description = "bash, zsh or fish", CompletionSources = { "bash", "zsh", "fish" } };
        var command = new DocumentedCommand("completion", "Print the completion script of a shell")
        {
            Examples =
            [
                new("complete in this bash, and in all that follow", "queueagents completion bash | tee -a ~/.bashrc >/dev/null; . ~/.bashrc"),
                new("the same in fish", "queueagents completion fish > ~/.config/fish/completions/queueagents.fish"),
            ],
        };
        command.Add(shell);
        globals.Run(command, (call, _) =>
        {
            call.Terminal.WriteLine(call.Get(shell) switch
            {
                "bash" => Bash,
                "zsh" => Zsh,
                "fish" => Fish,
                var other => throw RefusedException.Usage($"There is completion for bash, zsh and fish, not for '{other}'."),
            });
            return Task.FromResult(ExitCode.Ok);
        });
        return command;
    }
}
