using System.CommandLine;
using Microsoft.Extensions.AI;

namespace SPAgent.Cli;

/// <summary><c>spagent distill</c>: a dataset through a teacher model.</summary>
internal static class DistillCommand
{
    public static Command Create()
    {
        DistillationOptions defaults = new();
        DatasetArguments dataset = new(required: true);
        Option<string> output = new("--output") { Description = "Folder for the traces.", Required = true };
        Option<int> samples = new("--samples")
        { Description = "Rows to answer.", DefaultValueFactory = _ => defaults.Samples };
        Option<int> rollouts = new("--rollouts")
        {
            Description = "Answers to each row, from 1 to 1024.",
            DefaultValueFactory = _ => defaults.Rollouts,
        };
        Option<int?> stopWhenSolved = new("--stop-when-solved")
        {
            Description = "Successes after which a row is asked no more.",
        };
        Option<string?> successWhen = SuccessArgument.Create("--stop-when-solved and the summary");
        Option<bool> force = new("--force")
        {
            Description = "Go on although all rollouts would say the same (temperature 0).",
        };
        Option<int> workers = new("--workers")
        {
            Description = "Conversations in flight at once, from 1 to 1024.",
            DefaultValueFactory = _ => defaults.MaxWorkers
        };
        Option<int> turns = new("--turns")
        { Description = "Replies that the model may give to a row.", DefaultValueFactory = _ => defaults.MaxTurns };
        Option<SamplingStrategy> strategy = new("--strategy")
        {
            Description = "random, hardest, easiest, order or adaptive.",
            DefaultValueFactory = _ => defaults.Strategy,
        };
        Option<string> difficulty = new("--difficulty-column")
        {
            Description = "Column for hardest, easiest and adaptive.",
            DefaultValueFactory = _ => defaults.DifficultyColumn,
        };
        Option<int> seed = new("--seed")
        {
            Description = "Seed of the random and adaptive strategies, of rollouts and of the simulated model.",
            DefaultValueFactory = _ => 0,
        };
        Option<string> tools = new("--tools")
        {
            Description = "Comma-separated: zoom, rotate, python; or none.",
            DefaultValueFactory = _ => "zoom,rotate"
        };
        Option<bool> codeTwice = new("--run-code-twice")
        { Description = "Run each Python call a second time and note whether it gives the same pixels." };
        Option<ToolsMode> toolsMode = new("--tools-mode")
        { Description = "auto, native or prompt.", DefaultValueFactory = _ => ToolsMode.Auto };
        Option<string> prompt = new("--prompt")
        {
            Description = "geolocation, or a text file; {column} stands for a row's value.",
            DefaultValueFactory = _ => "geolocation"
        };
        Option<float> temperature = new("--temperature")
        { Description = "From 0 to 2.", DefaultValueFactory = _ => defaults.Temperature };
        Option<int> maxTokens = new("--max-tokens")
        { Description = "Tokens of one reply.", DefaultValueFactory = _ => defaults.MaxTokens };
        Option<int> maxFailures = new("--max-failures")
        {
            Description = "Failures in a row, without an answer between them, that stop the run.",
            DefaultValueFactory = _ => defaults.MaxFailures
        };
        Option<bool> retryFailed = new("--retry-failed")
        { Description = "Try rows again that failed in an earlier run." };
        Option<bool> json = CommandRunner.JsonOption();
        ModelArguments model = new();
        BudgetArguments budget = new();
        RewardArguments reward = new();
        PictureArguments pictures = new();
        RunArguments run = new();

        Command command = new("distill", "Take a dataset through a teacher model; run again to go on.")
        {
            dataset.Dataset, dataset.Split, dataset.Config, dataset.ImageColumn,
            output, samples, rollouts, stopWhenSolved, successWhen, force, workers, turns, strategy, difficulty, seed,
            tools, codeTwice, toolsMode, prompt, temperature, maxTokens, maxFailures, retryFailed, json,
        };
        model.AddTo(command);
        budget.AddTo(command);
        reward.AddTo(command);
        pictures.AddTo(command);
        run.AddTo(command);
        command.SetRun(async (parsed, cancellationToken, drain) =>
        {
            RunShard? shard = run.Shard(parsed);
            ImageDataset rows = dataset.Open(parsed)!;
            string promptName = parsed.GetValue(prompt)!;
            await using ToolSet toolSet = ToolSet.Create(parsed.GetValue(tools)!, parsed.GetValue(codeTwice));
            DistillationOptions options = pictures.Apply(parsed, new DistillationOptions()
            {
                Samples = parsed.GetValue(samples),
                Rollouts = parsed.GetValue(rollouts),
                StopWhenSolved = parsed.GetValue(stopWhenSolved),
                SuccessWhen = SuccessArgument.Of(parsed, successWhen),
                Force = parsed.GetValue(force),
                MaxWorkers = parsed.GetValue(workers),
                MaxTurns = parsed.GetValue(turns),
                Strategy = parsed.GetValue(strategy),
                DifficultyColumn = parsed.GetValue(difficulty)!,
                Seed = parsed.GetValue(seed),
                Tools = toolSet.Tools,
                ToolsMode = parsed.GetValue(toolsMode),
                Prompt = promptName == TaskPrompt.Geolocation.Name ? TaskPrompt.Geolocation
                    : TaskPrompt.FromFile(promptName),
                Reward = reward.Create(parsed, servers: model.NamedServers(parsed)),
                Temperature = parsed.GetValue(temperature),
                MaxTokens = parsed.GetValue(maxTokens),
                RequestTimeout = model.Patience(parsed, defaults.RequestTimeout),
                Budget = budget.Create(parsed, model.Name(parsed)),
                MaxFailures = parsed.GetValue(maxFailures),
                RetryFailed = parsed.GetValue(retryFailed),
                Shard = shard,
                Drain = drain,
            });
            if (parsed.GetResult(samples) is { Implicit: false } && options.Samples > rows.Count)
            {
                CommandRunner.Say($"spagent: --samples {options.Samples} is more than there is: the dataset "
                    + $"has {rows.Count} rows, all of them are taken.");
            }

            using RewardArguments owner = reward;
            using IChatClient client = model.Create(parsed, options.Seed, rows);
            DistillationSummary summary = await new DistillationRun(client, rows, parsed.GetValue(output)!,
                options).ExecuteAsync(Progress.Bar(), cancellationToken);
            if (parsed.GetValue(json)) CommandRunner.WriteJson(summary);
            else Console.WriteLine(summary);
            if (summary.StoppedBy is not null) return CommandRunner.BudgetSpent;
            return run.ExitCode(parsed, summary.Failed + summary.FailedEarlier + summary.Unscored > 0);
        }, run);
        return command;
    }
}
