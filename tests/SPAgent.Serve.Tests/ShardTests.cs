using System.Net;
using System.Text.Json;

namespace SPAgent.Serve.Tests;

/// <summary>Shards, and a pack of them, are served as the one collection that they are.</summary>
public sealed class ShardTests
{
    private static CancellationToken Stop => ServedTraces.Stop;

    [Fact]
    public async Task Shards_are_one_collection_that_grows()
    {
        await using ServedTraces served = await ServedTraces.OfAsync();
        string folder = await ShardsAsync(served);
        await served.StartAsync(new ServeSettings { Folders = [folder] });
        await served.FindsAsync([1, 2], "tower");
        await served.FindsAsync([0, 1, 2], "");
        JsonElement opened = await served.JsonAsync("/api/item?id=1");
        Assert.Contains("a tall tower", opened.GetProperty("html").GetString(), StringComparison.Ordinal);
        Assert.Equal(2, FailureCount.Of(TraceStore.Open(folder)));

        await ServedTraces.Trace(3, "another tower").SaveAsync(
            Path.Combine(Shard(folder, 1), TraceStore.FileName(3)), Stop);
        await served.FindsAsync([1, 2, 3], "tower");
        Assert.Equal(HttpStatusCode.OK, await served.MarkAsync("""{"ids":["3"],"verdict":"drop"}"""));
        Assert.Equal(LabelVerdict.Drop, TraceStore.Open(folder).Labels()["3"].Verdict);
    }

    [Fact]
    public async Task Shards_that_answer_a_row_differently_are_named()
    {
        await using ServedTraces served = await ServedTraces.OfAsync();
        string folder = await ShardsAsync(served);
        await ServedTraces.Trace(1, "another answer").SaveAsync(
            Path.Combine(Shard(folder, 0), TraceStore.FileName(1)), Stop);
        TaskCompletionSource<string> said = new();
        await using Server server = await Server.StartAsync(new ServeSettings { Folders = [folder] }, served.Cache,
            TimeProvider.System, message => said.TrySetResult(message));
        string told = await said.Task.WaitAsync(TimeSpan.FromMinutes(1), Stop);
        Assert.Contains(TraceStore.FileName(1), told, StringComparison.Ordinal);
        Assert.Contains("differ", told, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_pack_is_served_as_what_it_was_packed_from()
    {
        await using ServedTraces served = await ServedTraces.OfAsync();
        string folder = await ShardsAsync(served), pack = Path.Combine(served.Root, "packed");
        TracePack.Write(folder, pack, partial: true, removePacked: false, TimeProvider.System, Stop);
        await served.StartAsync(new ServeSettings { Folders = [pack] });
        await served.FindsAsync([1, 2], "tower");
        JsonElement opened = await served.JsonAsync("/api/item?id=2");
        Assert.Contains("a red tower", opened.GetProperty("html").GetString(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, await served.StatusAsync("/api/item?id=9"));
        Assert.Equal(2, FailureCount.Of(TraceStore.Open(pack)));
        Assert.Equal(HttpStatusCode.OK, await served.MarkAsync("""{"ids":["2"],"verdict":"keep"}"""));
        Assert.Equal(LabelVerdict.Keep, TraceStore.Open(pack).Labels()["2"].Verdict);
    }

    [Fact]
    public async Task Sessions_of_shards_are_one_collection()
    {
        await using ServedTraces served = await ServedTraces.OfAsync();
        string folder = Path.Combine(served.Root, "collection");
        for (int shard = 0; shard < 2; shard++)
        {
            DataCollector collector = new(Shard(folder, shard));
            await collector.StartSession($"What is {shard}?", []).AnswerAsync("A lighthouse.");
        }

        await served.StartAsync(new ServeSettings { Folders = [folder] });
        JsonElement found = await served.JsonAsync("/api/search?q=lighthouse");
        Assert.Equal(2, found.GetProperty("total").GetInt32());
        foreach (JsonElement item in found.GetProperty("items").EnumerateArray())
            Assert.Equal(HttpStatusCode.OK, await served.StatusAsync($"/api/item?id={item.GetProperty("id")}"));
    }

    private static string Shard(string folder, int number) => Path.Combine(folder, $"shard-0000{number}-of-00002");

    private static async Task<string> ShardsAsync(ServedTraces served)
    {
        string folder = Path.Combine(served.Root, "sharded");
        Trace[] traces = [ServedTraces.Trace(0, "a lake"), ServedTraces.Trace(1, "a tall tower"),
            ServedTraces.Trace(2, "a red tower")];
        for (int shard = 0; shard < 2; shard++)
        {
            Directory.CreateDirectory(Shard(folder, shard));
            await File.WriteAllTextAsync(Path.Combine(Shard(folder, shard), "run.json"), "{}", Stop);
            await File.WriteAllTextAsync(
                Path.Combine(Shard(folder, shard), "failures.jsonl"), $"{{\"sample_index\":{6 + shard}}}\n", Stop);
        }

        foreach (Trace trace in traces)
        {
            string shard = Shard(folder, trace.SampleIndex % 2);
            await trace.SaveAsync(Path.Combine(shard, TraceStore.FileName(trace.SampleIndex)), Stop);
        }

        return folder;
    }
}
