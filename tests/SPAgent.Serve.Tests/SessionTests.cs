using System.Net;
using System.Text.Json;

namespace SPAgent.Serve.Tests;

/// <summary>Collections of sessions are served as folders of traces are.</summary>
public sealed class SessionTests
{
    [Fact]
    public async Task Sessions_are_searched_opened_and_marked_by_their_ids()
    {
        await using ServedTraces served = await ServedTraces.OfAsync();
        string folder = Path.Combine(served.Root, "collection");
        DataCollector collector = new(folder);
        await collector.StartSession("What is it?", []).AnswerAsync("A lighthouse by the sea.");
        await collector.StartSession("And this?", []).AnswerAsync("Two cats.");
        await served.StartAsync(new ServeSettings { Folders = [folder] });
        JsonElement found = await served.JsonAsync("/api/search?q=lighthouse");
        Assert.Equal(1, found.GetProperty("total").GetInt32());
        string id = found.GetProperty("items")[0].GetProperty("id").GetString()!;
        JsonElement opened = await served.JsonAsync($"/api/item?id={id}");
        Assert.Contains("A lighthouse by the sea.", opened.GetProperty("html").GetString(), StringComparison.Ordinal);
        Assert.Equal(0, (await served.JsonAsync("/api/search?q=promptword")).GetProperty("total").GetInt32());
        Assert.Equal(HttpStatusCode.OK, await served.MarkAsync($$"""{"ids":["{{id}}"],"verdict":"keep"}"""));
        Assert.Equal(1, (await served.JsonAsync("/api/search?f=verdict=keep")).GetProperty("total").GetInt32());
        Assert.Equal(LabelVerdict.Keep, SessionStore.Open(folder).Labels()[id].Verdict);
        foreach (string other in (string[])["..", ".", "%2e%2e%2fcollection", "nobody"])
            Assert.Equal(HttpStatusCode.NotFound, await served.StatusAsync($"/api/item?id={other}"));
    }
}

internal static class SessionMaking
{
    public static async Task AnswerAsync(this CollectionSession session, string answer)
    {
        session.RecordInference(iteration: 1, images: [], prompt: "promptword", response: answer);
        await session.CompleteAsync(answer);
    }
}
