using System.CommandLine;
using Microsoft.Extensions.AI;

namespace SPAgent.Cli;

/// <summary><c>spagent collect</c>: questions about images, each a session of a collection.</summary>
internal static class CollectCommand
{
    public static Command Create()
    {
        CollectionRunOptions defaults = new();
        Option<string[]> images = new("--images")
        { Description = "Images of one question.", AllowMultipleArgumentsPerToken = true };
        Option<string?> question = new("--question") { Description = "The question about them." };
        Option<string?> manifest = new("--manifest")
        {
            Description = "JSONL of many questions: {id?, image | images, question, answer?, choices?, task?}, or "
                + "{images, conversations}, a line. Run again to go on."
        };
        Option<string> output = new("--output") { Description = "Folder of the collection.", Required = true };
        DatasetArguments dataset = new();
        Option<string> tools = new("--tools")
        {
            Description = "Comma-separated: zoom, rotate, python; or none.",
            DefaultValueFactory = _ => "zoom,rotate"
        };
        Option<int> iterations = new("--iterations")
        { Description = "Iterations of a question, from 1.", DefaultValueFactory = _ => defaults.MaxIterations };
        Option<int> workers = new("--workers")
        {
            Description = "Questions in flight at once, from 1 to 1024.",
            DefaultValueFactory = _ => defaults.MaxWorkers
        };
        Option<int> seed = new("--seed") { Description = "Seed of the simulated model.", DefaultValueFactory = _ => 0 };
        Option<int> maxFailures = new("--max-failures")
        {
            Description = "Failures in a row, without an answer between them, that stop the run.",
            DefaultValueFactory = _ => defaults.MaxFailures
        };
        Option<bool> retryFailed = new("--retry-failed") { Description = "Ask questions again that failed earlier." };
        Option<bool> json = CommandRunner.JsonOption();
        ModelArguments model = new();
        Option<SavedSessions> save = new Option<SavedSessions>("--save")
        {
            Description = "Sessions to keep: successful (with an answer), correct (the reward calls it a success) or all.",
            DefaultValueFactory = _ => defaults.Save,
        }.Named();
        RewardArguments reward = new();
        PictureArguments pictures = new();
        BudgetArguments budget = new();
        TelemetryArguments telemetry = new();
        RunArguments arguments = new();
        Command command = new("collect", "Answer questions about images and keep every inference as a training sample.")
        {
            images, question, manifest, output, tools, iterations, workers, seed, maxFailures, retryFailed, save, json,
        };
        dataset.AddTo(command, named: false);
        model.AddTo(command);
        budget.AddTo(command);
        telemetry.AddTo(command);
        reward.AddTo(command);
        pictures.AddTo(command);
        arguments.AddTo(command);
        command.SetRun(async (parsed, cancellationToken, drain) =>
        {
            using RewardArguments owner = reward;
            reward.RefuseUnused(parsed);
            CollectionRunOptions runs = new()
            {
                MaxIterations = parsed.GetValue(iterations),
                MaxWorkers = parsed.GetValue(workers),
                MaxFailures = parsed.GetValue(maxFailures),
                RetryFailed = parsed.GetValue(retryFailed),
                Reward = reward.IsNamed(parsed) ? reward.Create(parsed, servers: model.NamedServers(parsed)) : null,
                Save = parsed.GetValue(save),
                Budget = budget.Create(parsed, model.Name(parsed)),
                Shard = arguments.Shard(parsed),
                Drain = drain,
            };
            if (runs is { Save: SavedSessions.Correct, Reward: null })
                throw new ArgumentException("--save correct needs --reward: who says what is correct?");
            if (parsed.GetValue(manifest) is not null
                && (parsed.GetValue(question) is not null || parsed.GetValue(images) is { Length: > 0 }))
            {
                throw new ArgumentException("Give --manifest, or --images and --question, not both.");
            }

            ImageDataset? rows = parsed.GetValue(manifest) is { } path ? dataset.Open(parsed, path) : null;
            await using ToolSet toolSet = ToolSet.Create(parsed.GetValue(tools)!, runCodeTwice: false);
            using IDisposable? exporters = telemetry.Start(parsed);
            using IChatClient client = model.Create(parsed, parsed.GetValue(seed), rows);
            foreach (ImageTool tool in toolSet.Tools) await tool.PrepareAsync(cancellationToken);
            DataCollector collector = new(ShardGuard.FolderFor(parsed.GetValue(output)!, runs.Shard));
            SpatialAgentOptions options = pictures.Apply(parsed, new SpatialAgentOptions());
            options = options with
            {
                RequestTimeout = model.Patience(parsed, options.RequestTimeout),
                MaxTokens = budget.LongestReply(parsed),
                TellContent = telemetry.TellsContent(parsed),
            };
            SpatialAgent agent = new(client, [.. toolSet.Tools.Select(AgentTool.FromImageTool)], collector, options);
            CollectionRun run = new(agent, rows is null ? [Single(parsed.GetValue(images), parsed.GetValue(question))]
                : CollectionQuestion.FromManifest(rows), runs);
            CollectionRunSummary summary = await run.ExecuteAsync(new Lines(), cancellationToken);
            if (parsed.GetValue(json)) CommandRunner.WriteJson(summary);
            else Console.WriteLine(summary);
            if (summary.StoppedBy is not null) return CommandRunner.BudgetSpent;
            return arguments.ExitCode(parsed, summary.Failed + summary.FailedEarlier > 0);
        }, arguments);
        return command;
    }

    private static CollectionQuestion Single(string[]? images, string? question) =>
        images is { Length: > 0 } && !string.IsNullOrWhiteSpace(question)
        ? new CollectionQuestion(images, question)
        : throw new ArgumentException("Give --images and --question, or --manifest.");

    /// <summary>Tells each failure as it happens, and what else there is to know.</summary>
    private sealed class Lines : IProgress<RunProgress>
    {
        public void Report(RunProgress value)
        {
            if (value.Failure is { } failure) CommandRunner.Say($"spagent: {failure}");
            if (value.Note is { } note) CommandRunner.Say($"spagent: {note}");
        }
    }
}
