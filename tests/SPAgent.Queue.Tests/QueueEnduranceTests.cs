using System.Diagnostics;
using System.Text;
using System.Text.Json;

namespace SPAgent.Tests;

public class QueueEnduranceTests
{
    [Fact]
    public async Task A_hundred_thousand_samples_end_whole_within_memory_although_the_server_is_killed_twice()
    {
        Assert.SkipUnless(Environment.GetEnvironmentVariable("SPAGENT_ENDURANCE") == "1", "with SPAGENT_ENDURANCE=1");
        const int Samples = 100_000, MostMemoryMB = 400;
        CancellationToken stop = TestContext.Current.CancellationToken;
        using QueueJob job = new()
        {
            Server = await NatsServer.StartAsync(),
            Samples = Samples,
            Rollouts = 1,
            Window = 4096,
            Latency = "0",
            Lease = "20",
        };
        string manifest = job["rows.jsonl"];
        StringBuilder rows = new();
        for (int row = 0; row < Samples; row++)
            rows.AppendLine(JsonSerializer.Serialize(new { image = "0.png", lat = row % 90, lon = row % 180 }));
        await File.WriteAllTextAsync(manifest, rows.ToString(), stop);
        byte[] pixels = [.. Enumerable.Range(0, 32 * 32 * 3).Select(i => (byte)i)];
        await File.WriteAllBytesAsync(job["0.png"], RasterImage.FromPixels(32, 32, pixels).EncodePng(), stop);
        job.Dataset = manifest;
        Process[] all = [job.Coordinator(), .. Enumerable.Range(0, 4).Select(_ => job.Worker())];
        Task<CommandLine.Outcome>[] ends =
            [.. all.Select(process => QueueJob.EndAsync(process, TimeSpan.FromHours(1)))];
        Queue<int> kills = new([Samples / 3, Samples * 2 / 3]);
        long[] peaks = new long[all.Length];
        while (!ends[0].IsCompleted)
        {
            await Task.Delay(TimeSpan.FromSeconds(2), stop);
            for (int i = 0; i < all.Length; i++)
            {
                all[i].Refresh();
                if (!all[i].HasExited) peaks[i] = Math.Max(peaks[i], all[i].PeakWorkingSet64 >> 20);
            }

            if (kills.Count == 0 || job.Traces.Count() < kills.Peek()) continue;
            kills.Dequeue();
            job.Server.Kill();
            await job.Server.StartAgainAsync();
        }

        CommandLine.Outcome[] outcomes = await Task.WhenAll(ends);
        Assert.All(outcomes, outcome => Assert.True(outcome.ExitCode == 0, outcome.Messages));
        Assert.Empty(kills);
        TestContext.Current.TestOutputHelper?.WriteLine($"peaks of memory: {string.Join(", ", peaks)} MB");
        Assert.All(peaks, peak => Assert.InRange(peak, 1, MostMemoryMB));
        int paid = outcomes.Skip(1).Sum(outcome => outcome.Json.GetProperty("done").GetInt32());
        TestContext.Current.TestOutputHelper?.WriteLine($"paid twice: {paid - Samples}");
        job.DemandWhole();
    }
}
