using System.CommandLine;
using System.Text.Json;

namespace SPAgent.Cli;

/// <summary><c>spagent rescore</c>: the rewards of a folder of traces, computed anew.</summary>
internal static class RescoreCommand
{
    public static Command Create()
    {
        Argument<string> path = new("DIR") { Description = "A folder of traces." };
        Option<bool> dryRun = new("--dry-run") { Description = "Say what would change and write nothing." };
        Option<bool> yes = new("--yes", "-y") { Description = "Do not ask before rewards become none." };
        Option<bool> json = CommandRunner.JsonOption();
        RewardArguments reward = new();
        Command command = new("rescore", "Compute the rewards of a folder of traces anew; a trace whose reward "
            + "changes is written again.") { path, dryRun, yes, json };
        reward.AddTo(command);
        command.SetWork(async (parsed, cancellationToken) =>
        {
            TraceStore store = FolderKind.Traces(parsed.GetValue(path)!);
            IReward judge = reward.Create(parsed, store.Folder);
            if (!parsed.GetValue(dryRun))
            {
                LostRewards lost = LostRewards.Of(store, judge, cancellationToken);
                lost.DemandTruth(judge);
                lost.DemandConsent(parsed.GetValue(yes));
                Temporaries.RemoveLeftovers(store.Folder, TimeProvider.System);
            }

            int traces = 0, changed = 0, unreadable = 0;
            foreach (TraceReadResult reading in store.TryRead())
            {
                cancellationToken.ThrowIfCancellationRequested();
                traces++;
                if (reading.Trace is not { } trace)
                {
                    unreadable++;
                    CommandRunner.Say($"spagent: {reading.Problem!.Message}");
                    continue;
                }

                RewardScore? score = judge.Score(trace.FinalResponse, trace.SampleData);
                if (Same(score, trace.Reward)) continue;
                changed++;
                if (!parsed.GetValue(json))
                    Console.WriteLine($"{Path.GetFileName(reading.Path)}: {Show(trace.Reward)} -> {Show(score)}");
                if (!parsed.GetValue(dryRun))
                    await (trace with { Reward = score }).SaveAsync(reading.Path, cancellationToken);
            }

            if (parsed.GetValue(json))
                CommandRunner.WriteJson(
                    new { traces, changed, unreadable, written = parsed.GetValue(dryRun) ? 0 : changed });
            else
                Console.WriteLine($"{traces} traces, {changed} rewards "
                    + $"changed{(parsed.GetValue(dryRun) ? " (nothing written)" : "")}, {unreadable} unreadable");
            return unreadable > 0 ? CommandRunner.FoundFailures : CommandRunner.Done;
        }, CommandRunner.GoOn);
        return command;
    }

    private static bool Same(RewardScore? one, RewardScore? other) =>
        JsonSerializer.Serialize(one) == JsonSerializer.Serialize(other);

    private static string Show(RewardScore? score) =>
        score is null ? "none" : FormattableString.Invariant($"{score.Score:0.0000}");
}
