using System.CommandLine;
using Microsoft.Extensions.AI;

namespace SPAgent.Cli;

/// <summary><c>spagent distill</c>: a dataset through a teacher model.</summary>
internal static class DistillCommand
{
    public static Command Create()
    {
        DistillArguments distill = new(required: true);
        QueueArguments queue = new(required: false);
        RunArguments run = new();
        Option<bool> json = CommandRunner.JsonOption();
        Command command = new("distill", "Take a dataset through a teacher model; run again to go on.");
        distill.AddTo(command);
        queue.AddTo(command);
        queue.AddCoordinatorTo(command);
        run.AddTo(command);
        command.Add(json);
        command.SetRun(async (parsed, cancellationToken, drain) =>
        {
            RunShard? shard = run.Shard(parsed);
            queue.Demand(parsed, shard);
            ImageDataset rows = distill.Dataset(parsed)!;
            (ToolSet tools, DistillationOptions options) = distill.Create(parsed, shard, drain);
            await using ToolSet toolSet = tools;
            distill.TellOfRows(parsed, rows);
            using DistillArguments owned = distill;
            using IDisposable? exporters = distill.StartTelemetry(parsed);
            using IChatClient client = distill.Model.Create(parsed, options.Seed, rows,
                unasked: queue.IsGiven(parsed));
            DistillationRun distillation = new(client, rows, distill.Output(parsed)!, options);
            DistillationSummary summary = queue.IsGiven(parsed)
                ? await QueuedDistill.ExecuteAsync(parsed, distill, queue, distillation, cancellationToken)
                : await distillation.ExecuteAsync(Progress.Bar(), cancellationToken);
            if (parsed.GetValue(json)) CommandRunner.WriteJson(summary);
            else Console.WriteLine(summary);
            if (summary.StoppedBy is not null) return CommandRunner.BudgetSpent;
            return run.ExitCode(parsed, summary.Failed + summary.FailedEarlier + summary.Unscored > 0);
        }, run);
        return command;
    }
}
