using System.CommandLine;
using System.CommandLine.Parsing;

namespace SPAgent.Cli;

/// <summary>A distillation whose conversations workers hold. Apart, so that nothing of a queue is loaded without
/// one.</summary>
internal static class QueuedDistill
{
    // What workers take over: nothing that holds a secret, names a server, or is read from a file here.
    private static readonly HashSet<string> s_taken =
    [
        "--dataset", "--split", "--config", "--image-column", "--rollouts", "--stop-when-solved", "--success-when",
        "--force", "--turns", "--strategy", "--difficulty-column", "--seed", "--tools", "--run-code-twice",
        "--tools-mode", "--temperature", "--max-tokens", "--model", "--request-timeout", "--simulated-latency",
        "--simulated-accuracy", "--simulated-failures", "--extra-body", "--reward", "--answer-column", "--tolerance",
        "--judge-model", "--judge-pictures", "--judge-conversation", "--box-units", "--min-side", "--image-budget",
        "--max-pixels",
    ];

    public static async Task<DistillationSummary> ExecuteAsync(ParseResult parsed, DistillArguments distill,
        QueueArguments queue, DistillationRun run, CancellationToken cancellationToken)
    {
        DemandToolsMode(parsed, distill, run);
        QueueRun told = new()
        {
            Arguments = Given(parsed),
            PromptName = run.Options.Prompt.Name,
            PromptText = run.Options.Prompt.User,
            BaseUrls = distill.Model.Addresses(parsed),
            Dataset = run.Dataset.Path,
            CopiesSeed = run.Options.Seed,
            ShipsRows = queue.ShipsRows(parsed),
        };
        await using QueueCoordinator coordinator = await QueueCoordinator.OpenAsync(
            queue.Create(parsed), told, queue.Window(parsed), cancellationToken);
        DistillationSummary summary = await ElsewhereRun.ExecuteAsync(
            run, coordinator, Progress.Bar(), cancellationToken);
        if (coordinator.Dropped > 0)
            CommandRunner.Say($"spagent: {coordinator.Dropped} results were dropped: late, or no good.");
        if (coordinator.PublishedAgain > 0)
        {
            CommandRunner.Say($"spagent: {coordinator.PublishedAgain} samples were published again: the server had "
                + "lost them.");
        }

        return summary;
    }

    /// <summary>The options that a worker takes over, as far as it is told.</summary>
    public static IEnumerable<QueueArgument> Taken(QueueRun run, ISet<string> own) =>
        run.Arguments.Where(argument => s_taken.Contains(argument.Name) && !own.Contains(argument.Name));

    /// <summary>The options of a command line that were given.</summary>
    public static IEnumerable<OptionResult> Explicit(ParseResult parsed) =>
        parsed.CommandResult.Children.OfType<OptionResult>().Where(option => !option.Implicit);

    private static List<QueueArgument> Given(ParseResult parsed)
    {
        List<QueueArgument> given = [];
        foreach (OptionResult option in Explicit(parsed).Where(option => s_taken.Contains(option.Option.Name)))
        {
            string value = option.Tokens.Count == 0 ? "true" : option.Tokens[^1].Value;
            // A glob is a path as well.
            given.Add(new(option.Option.Name, option.Option.Name == "--dataset" ? Path.GetFullPath(value) : value));
        }

        return given;
    }

    private static void DemandToolsMode(ParseResult parsed, DistillArguments distill, DistillationRun run)
    {
        bool asks = run.Options.ToolsMode == ToolsMode.Auto && run.Options.Tools.Count > 0
            && !distill.Model.IsSimulated(parsed) && distill.Model.Addresses(parsed).Count == 0
            && !File.Exists(Path.Combine(run.Folder, RunFolders.SettingsName));
        if (!asks) return;
        throw new ArgumentException("The coordinator has no server to ask whether it takes tools. Give --tools-mode "
            + "native or prompt, or one of the servers (--base-url).");
    }
}
