using System.CommandLine;

namespace SPAgent.Cli;

/// <summary><c>spagent rescore</c>: the rewards of a folder of traces, computed anew.</summary>
internal static class RescoreCommand
{
    public static Command Create()
    {
        Argument<string> path = new("DIR") { Description = "A folder of traces, of shards, or a pack." };
        Option<string?> output = new("--output", "-o")
        { Description = "Of a pack, which is only read: the new pack." };
        Option<bool> dryRun = new("--dry-run") { Description = "Say what would change and write nothing." };
        Option<bool> yes = new("--yes", "-y") { Description = "Do not ask before rewards become none." };
        Option<int> workers = new("--workers")
        {
            Description = "Answers that a judge is asked about at once, from 1 to 1024.",
            DefaultValueFactory = _ => new DistillationOptions().MaxWorkers,
        };
        Option<bool> retryFailed = new("--retry-failed")
        { Description = "Ask a judge again about answers for which no verdict could be read." };
        Option<bool> json = CommandRunner.JsonOption();
        DatasetArguments dataset = new("Where the pictures are that --judge-pictures sends.");
        RewardArguments rewards = new();
        Command command = new("rescore", "Compute the rewards of a folder of traces anew; a trace whose reward "
            + "changes is written again.")
        {
            path, output, dryRun, yes, workers, retryFailed, json,
        };
        dataset.AddTo(command);
        rewards.AddTo(command);
        command.SetWork(async (parsed, cancellationToken) =>
        {
            string given = parsed.GetValue(path)!;
            bool dry = parsed.GetValue(dryRun), asJson = parsed.GetValue(json);
            using PackWorkspace? files = dry ? null : Workspace(given, parsed.GetValue(output), cancellationToken);
            TraceStore store = FolderKind.Traces(files?.Folder ?? given);
            ImageDataset? pictures = dataset.Open(parsed);
            if (pictures is null && rewards.SendsPictures(parsed))
                throw new ArgumentException("--judge-pictures needs --dataset, where the pictures are.");
            int most = Ranges.Check(parsed.GetValue(workers), 1, 1024, "Workers");
            using RewardArguments owner = rewards;
            IReward reward = rewards.Create(parsed, store.Folder, retryUnread: parsed.GetValue(retryFailed),
                wrap: dry ? model => new UnaskedModel(model) : null);
            if (!dry)
            {
                LostRewards lost = LostRewards.Of(store, reward, cancellationToken);
                lost.DemandTruth(reward);
                lost.DemandConsent(parsed.GetValue(yes));
                Temporaries.RemoveLeftovers(store.Folder, TimeProvider.System);
            }

            RescoreJob job = new(reward, pictures, dry, quiet: asJson);
            RescoreTally tally = await job.RunAsync(store, most, cancellationToken);
            foreach (string left in files?.Finish(cancellationToken).LeftOut ?? [])
                CommandRunner.Say($"spagent: {left}: not packed; it is in the pack that was read.");
            if (asJson) CommandRunner.WriteJson(tally.Json(job.Asks));
            else Console.WriteLine(tally.Text(job.Asks, dry));
            return tally.FoundFailures ? CommandRunner.FoundFailures : CommandRunner.Done;
        }, CommandRunner.GoOn);
        return command;
    }

    // A pack is unpacked, its traces are scored there, and packed anew.
    private static PackWorkspace? Workspace(string path, string? output, CancellationToken cancellationToken)
    {
        bool packed = Directory.Exists(path) && RunFolders.IsPack(path);
        if (packed && output is null)
        {
            throw new ArgumentException(
                $"{path}: it is a pack, which is only read. Name the new pack with --output, or look with --dry-run.");
        }

        if (!packed && output is not null)
        {
            throw new ArgumentException(
                $"--output is for packs; {path} is none, and its traces are written again where they are.");
        }

        return output is null ? null : PackWorkspace.Open(path, output, TimeProvider.System, cancellationToken);
    }
}
