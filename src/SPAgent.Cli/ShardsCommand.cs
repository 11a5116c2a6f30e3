using System.CommandLine;
using System.Globalization;

namespace SPAgent.Cli;

/// <summary><c>spagent shards</c>: which parts of a run are complete.</summary>
internal static class ShardsCommand
{
    // More lines tell a person nothing.
    private const int MostShown = 40;

    public static Command Create()
    {
        Argument<string> path = new("OUT") { Description = "The folder that shards were written to." };
        Option<bool> json = CommandRunner.JsonOption();
        Command command = new("shards",
            "Say which shards of a run are complete; the last line gives sbatch the rest.") { path, json };
        command.SetWork((parsed, _) =>
        {
            IReadOnlyList<ShardState> shards = ShardState.Of(parsed.GetValue(path)!);
            int[] incomplete = [.. shards.Where(shard => !shard.Complete).Select(shard => shard.Shard)],
                waiting = [.. shards.Where(shard => shard is { Complete: false, Running: false })
                    .Select(shard => shard.Shard)];
            string? array = waiting.Length > 0 ? $"--array={Spans(waiting)}" : null;
            if (parsed.GetValue(json)) CommandRunner.WriteJson(new { shards, incomplete, array });
            else Print(shards, incomplete, array);
            return Task.FromResult(incomplete.Length > 0 ? CommandRunner.FoundFailures : CommandRunner.Done);
        });
        return command;
    }

    private static void Print(IReadOnlyList<ShardState> shards, int[] incomplete, string? array)
    {
        foreach (ShardState shard in shards.Where(shard => !shard.Complete).Take(MostShown))
            Console.WriteLine($"shard {shard.Shard}: {shard.Done} done; {shard.Why}");
        if (incomplete.Length > MostShown) Console.WriteLine($"… and {incomplete.Length - MostShown} more");
        Console.WriteLine($"{shards.Count - incomplete.Length} of {shards.Count} shards complete, "
            + $"{shards.Sum(shard => shard.Done)} done, {shards.Sum(shard => shard.Failed ?? 0)} failed");
        if (array is not null) Console.WriteLine(array);
    }

    // As sbatch reads them: 2,5-9.
    private static string Spans(int[] numbers)
    {
        List<string> spans = [];
        for (int from = 0; from < numbers.Length;)
        {
            int to = from;
            while (to + 1 < numbers.Length && numbers[to + 1] == numbers[to] + 1) to++;
            spans.Add(from == to ? numbers[from].ToString(CultureInfo.InvariantCulture)
                : string.Create(CultureInfo.InvariantCulture, $"{numbers[from]}-{numbers[to]}"));
            from = to + 1;
        }

        return string.Join(',', spans);
    }
}
