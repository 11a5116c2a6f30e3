using System.Text.Json;

namespace SPAgent.Serve.Tests;

/// <summary>What a page is told while a run is under way, and what is marked.</summary>
public sealed class LiveTests
{
    [Fact]
    public async Task New_traces_and_failures_are_told_as_they_come()
    {
        await using ServedTraces served = await ServedTraces.StartAsync(ServedTraces.Trace(1, "a"));
        await served.FindsAsync([1], "a");
        using HttpResponseMessage response = await served.AskAsync("/api/events");
        Assert.Equal("text/event-stream", response.Content.Headers.ContentType!.MediaType);
        using StreamReader events = new(await response.Content.ReadAsStreamAsync(ServedTraces.Stop));
        Assert.Equal(1, (await NextAsync(events, _ => true)).GetProperty("known").GetInt32());
        await served.SaveAsync(ServedTraces.Trace(2, "b"));
        JsonElement grown = await NextAsync(events, state => state.GetProperty("indexed").GetInt32() == 2);
        Assert.Equal(2, grown.GetProperty("known").GetInt32());
        await File.AppendAllTextAsync(Path.Combine(served.Folder, "failures.jsonl"),
            "{\"sample_index\":7}\n{\"sample_index\":8}\n", ServedTraces.Stop);
        JsonElement failed = await NextAsync(events, state => state.GetProperty("failures").GetInt32() == 2);
        Assert.True(failed.GetProperty("at_work").GetBoolean());
        Assert.Equal(1, failed.GetProperty("per_minute").GetInt32());
    }

    [Fact]
    public async Task The_workers_of_a_queue_are_told_while_a_coordinator_says_them()
    {
        await using ServedTraces served = await ServedTraces.StartAsync(ServedTraces.Trace(1, "a"));
        await served.FindsAsync([1], "a");
        using HttpResponseMessage response = await served.AskAsync("/api/events");
        using StreamReader events = new(await response.Content.ReadAsStreamAsync(ServedTraces.Stop));
        Assert.Equal(JsonValueKind.Null,
            (await NextAsync(events, _ => true)).GetProperty("queue").ValueKind);
        string file = Path.Combine(served.Folder, ".queue.json");
        await File.WriteAllTextAsync(file, """
            {"out":300,"workers":[{"name":"gpu-1-77-abc","workers":64,"in_flight":60,"done":12,"failed":1,
              "per_second":2.5}]}
            """, ServedTraces.Stop);
        JsonElement queue = (await NextAsync(events, state => state.GetProperty("queue").ValueKind
            == JsonValueKind.Object)).GetProperty("queue"), worker = queue.GetProperty("workers")[0];
        Assert.Equal(300, queue.GetProperty("out").GetInt32());
        Assert.Equal("gpu-1-77-abc", worker.GetProperty("name").GetString());
        Assert.Equal((60, 2.5), (worker.GetProperty("in_flight").GetInt32(),
            worker.GetProperty("per_second").GetDouble()));
        // A coordinator that was killed says nothing more.
        File.SetLastWriteTimeUtc(file, DateTime.UnixEpoch);
        await NextAsync(events, state => state.GetProperty("queue").ValueKind == JsonValueKind.Null);
    }

    // A run that was killed leaves the file.
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_run_is_under_way_while_it_holds_its_lock(bool held)
    {
        await using ServedTraces served = await ServedTraces.OfAsync(ServedTraces.Trace(1, "a"));
        string file = Path.Combine(served.Folder, ".lock");
        await File.WriteAllTextAsync(file, "", ServedTraces.Stop);
        await File.WriteAllTextAsync(Path.Combine(served.Folder, "failures.jsonl"), "{\"sample_index\":7}\n",
            ServedTraces.Stop);
        using FileStream? run = held ? new FileStream(file, FileMode.Open, FileAccess.ReadWrite, FileShare.None) : null;
        await served.StartAsync(new ServeSettings { Folders = [served.Folder] });
        using HttpResponseMessage response = await served.AskAsync("/api/events");
        using StreamReader events = new(await response.Content.ReadAsStreamAsync(ServedTraces.Stop));
        // Told together with what failed.
        JsonElement counted = await NextAsync(events, state => state.GetProperty("failures").GetInt32() == 1);
        Assert.Equal(held, counted.GetProperty("at_work").GetBoolean());
    }

    [Fact]
    public async Task What_is_marked_lies_in_the_folder_and_narrows_the_list_down()
    {
        await using ServedTraces served = await SearchTests.FiveAsync();
        Assert.Equal(5, (await served.FindAsync("")).Length);
        Assert.Equal(System.Net.HttpStatusCode.OK,
            await served.MarkAsync("""{"ids":["1","trace_00002"],"verdict":"drop","tags":["blurred"]}"""));
        await served.FindsAsync([1, 2], "", "&f=verdict=drop");
        await served.FindsAsync([3, 4, 5], "", "&f=verdict=none");
        await served.FindsAsync([2], "", "&f=tag=blurred&r=score:0.2:0.4");
        RecordLabel label = TraceStore.Open(served.Folder).Labels()["2"];
        Assert.Equal(LabelVerdict.Drop, label.Verdict);
        // Another program marks too.
        TraceStore.Open(served.Folder).Label("3", LabelVerdict.Keep);
        await served.FindsAsync([3], "", "&f=verdict=keep");
        Assert.Equal(System.Net.HttpStatusCode.OK, await served.MarkAsync("""{"ids":["1"],"clear":true}"""));
        await served.FindsAsync([2], "", "&f=verdict=drop");
        // What is written anew keeps its marks.
        await served.SaveAsync(ServedTraces.Trace(2, "new"));
        await served.FindsAsync([2], "new", "&f=verdict=drop");
    }

    private static async Task<JsonElement> NextAsync(StreamReader events, Func<JsonElement, bool> wanted)
    {
        while (await events.ReadLineAsync(ServedTraces.Stop) is { } line)
        {
            if (!line.StartsWith("data: ", StringComparison.Ordinal)) continue;
            JsonElement state = JsonElement.Parse(line[6..]).GetProperty("state");
            if (wanted(state)) return state;
        }

        throw new EndOfStreamException("The stream of events ended.");
    }
}
