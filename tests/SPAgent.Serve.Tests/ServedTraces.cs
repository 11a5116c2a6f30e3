using System.Net;
using System.Text;
using System.Text.Json;

namespace SPAgent.Serve.Tests;

/// <summary>A folder of traces with a server before it, and a client that gives what it is told to.</summary>
internal sealed class ServedTraces : IAsyncDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("spagent-served-");
    private readonly HttpClient _client = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false });
    private Server? _server;

    public static CancellationToken Stop => TestContext.Current.CancellationToken;

    public string Root => _folder.FullName;

    public string Folder => Path.Combine(Root, "traces");

    public string Cache => Path.Combine(Root, "cache");

    public Server Server => _server ?? throw new InvalidOperationException("It is not started.");

    public static async Task<ServedTraces> OfAsync(params Trace[] traces)
    {
        ServedTraces served = new();
        Directory.CreateDirectory(served.Folder);
        // A run that has written nothing yet is one too.
        await File.WriteAllTextAsync(Path.Combine(served.Folder, "run.json"), "{}", Stop);
        await served.SaveAsync(traces);
        return served;
    }

    public static async Task<ServedTraces> StartAsync(params Trace[] traces)
    {
        ServedTraces served = await OfAsync(traces);
        await served.StartAsync(new ServeSettings { Folders = [served.Folder] });
        return served;
    }

    public async Task StartAsync(ServeSettings settings) =>
        _server = await Server.StartAsync(settings, Cache, TimeProvider.System, _ => { });

    public async Task EndAsync()
    {
        if (_server is not null) await _server.DisposeAsync();
        _server = null;
    }

    public async Task SaveAsync(params Trace[] traces)
    {
        foreach (Trace trace in traces) await TraceStore.Open(Folder).SaveAsync(trace, Stop);
    }

    public static Trace Trace(int index, string response, string city = "Paris", double score = 0.5, int rollout = 1) =>
        new()
        {
            SampleIndex = index,
            Rollout = rollout,
            SampleData = JsonSerializer.SerializeToElement(new { city, lat = 48.8, lon = 2.3 }),
            Model = "small",
            InitialPrompt = new InitialPrompt { System = "systemword", User = "userword" },
            Turns = [new ConversationTurn { Turn = 1, Response = response }],
            ToolCalls = [new ToolCall { Turn = 1, Name = "image_zoom_in_tool", Success = true, Message = "done" }],
            FinalResponse = response,
            Reward = new RewardScore { Score = score, ParseSuccess = true },
        };

    /// <summary>Asks with the token, unless other headers are given.</summary>
    public async Task<HttpResponseMessage> AskAsync(string path, Action<HttpRequestMessage>? change = null,
        HttpMethod? method = null, string? json = null)
    {
        // As it was written: a client would tidy up a path before it goes out.
        HttpRequestMessage request = new(method ?? HttpMethod.Get, new Uri($"http://127.0.0.1:{Server.Port}{path}",
            new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true }));
        request.Headers.TryAddWithoutValidation("Cookie", $"spagent-{Server.Port}={Server.Tokens.Whole}");
        if (json is not null) request.Content = new StringContent(json, Encoding.UTF8, "application/json");
        change?.Invoke(request);
        return await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Stop);
    }

    public async Task<HttpStatusCode> StatusAsync(string path, Action<HttpRequestMessage>? change = null,
        HttpMethod? method = null, string? json = null)
    {
        using HttpResponseMessage response = await AskAsync(path, change, method, json);
        return response.StatusCode;
    }

    public async Task<JsonElement> JsonAsync(string path)
    {
        using HttpResponseMessage response = await AskAsync(path);
        string text = await response.Content.ReadAsStringAsync(Stop);
        Assert.True(response.IsSuccessStatusCode, text);
        return JsonElement.Parse(text);
    }

    /// <summary>The indices of what a search finds.</summary>
    public async Task<int[]> FindAsync(string query, string more = "")
    {
        JsonElement found = await JsonAsync($"/api/search?q={Uri.EscapeDataString(query)}{more}");
        int[] indices = [.. found.GetProperty("items").EnumerateArray().Select(one =>
            one.GetProperty("index").GetInt32())];
        Assert.Equal(found.GetProperty("total").GetInt32(), indices.Length);
        return indices;
    }

    /// <summary>Holds that a search finds these indices, in this order.</summary>
    public async Task FindsAsync(int[] expected, string query, string more = "") =>
        Assert.Equal(expected, await FindAsync(query, more));

    /// <summary>Marks as the page does.</summary>
    public async Task<HttpStatusCode> MarkAsync(string json, Action<HttpRequestMessage>? change = null)
    {
        using HttpResponseMessage response = await LabelAsync(json, change);
        return response.StatusCode;
    }

    /// <summary>Marks, and gives the whole answer.</summary>
    public Task<HttpResponseMessage> LabelAsync(string json, Action<HttpRequestMessage>? change = null) =>
        AskAsync("/api/label", request =>
        {
            request.Headers.TryAddWithoutValidation("Origin", $"http://127.0.0.1:{Server.Port}");
            request.Headers.TryAddWithoutValidation("X-SPAgent", "1");
            change?.Invoke(request);
        }, HttpMethod.Post, json);

    public async ValueTask DisposeAsync()
    {
        await EndAsync();
        _client.Dispose();
        _folder.Delete(recursive: true);
    }
}
