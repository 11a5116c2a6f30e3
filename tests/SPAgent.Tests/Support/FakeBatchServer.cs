using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace SPAgent.Tests;

/// <summary>A server with files and batches, in memory. What becomes of a batch, a test says.</summary>
internal sealed class FakeBatchServer : IAsyncDisposable
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, string> _files = new(StringComparer.Ordinal);
    private readonly List<Made> _batches = [];
    private readonly FakeChatServer _server;

    public FakeBatchServer() => _server = FakeChatServer.Start(Answer);

    public Uri BaseUri => _server.BaseUri;

    public IReadOnlyList<FakeRequest> Requests => _server.Requests;

    /// <summary>What a request is answered with: status and body.</summary>
    public Func<JsonElement, (int Status, string Body)> Reply { get; set; } = _ => Says("<answer>1, 2</answer>");

    /// <summary>The state that a batch ends in, by its number from 1; null: it is still at work.</summary>
    public Func<int, string?> End { get; set; } = _ => "completed";

    /// <summary>Requests of a batch that are asked before it ends.</summary>
    public int Most { get; set; } = int.MaxValue;

    /// <summary>Changes the lines of an output file.</summary>
    public Func<IReadOnlyList<string>, IEnumerable<string>> Output { get; set; } = lines => lines;

    /// <summary>Stands in the way of a request: what is sent in place of the answer; null for nothing.</summary>
    public Func<FakeRequest, FakeReply?> Before { get; set; } = _ => null;

    /// <summary>Whether an answer to the making of a batch is lost.</summary>
    public bool LosesAnswers { get; set; }

    /// <summary>The requests of each batch, as its file has them.</summary>
    public IReadOnlyList<IReadOnlyList<JsonElement>> Batches
    {
        get { lock (_lock) return [.. _batches.Select(made => Lines(_files[made.Input]))]; }
    }

    public static (int, string) Says(string text) => (200, Encoding.UTF8.GetString(FakeReply.Text(text).Body));

    public static (int, string) Refuses(int status, string message) =>
        (status, Encoding.UTF8.GetString(FakeReply.Error(status, message).Body));

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private static JsonElement[] Lines(string file) =>
        [.. file.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonElement.Parse(line))];

    private FakeReply Answer(FakeRequest request)
    {
        if (Before(request) is { } instead) return instead;
        string path = request.Path.Split('?')[0]["/v1/".Length..];
        lock (_lock)
        {
            if (path.StartsWith("files/", StringComparison.Ordinal))
                return _files.TryGetValue(path.Split('/')[1], out string? file)
                    ? FakeReply.Json(file) : FakeReply.Error(404);
            if (path == "files") return FakeReply.Json($$"""{"id":"{{Keep(FileOf(request))}}","object":"file"}""");
            if (path == "batches" && request.Method == "GET") return FakeReply.Json(
                $$"""{"object":"list","data":[{{string.Join(',', _batches.Select(Tell))}}],"has_more":false}""");
            if (path == "batches")
            {
                _batches.Add(new(_batches.Count + 1, request.Json.GetProperty("input_file_id").GetString()!));
                return LosesAnswers ? FakeReply.Dropped : FakeReply.Json(Tell(_batches[^1]));
            }

            return _batches.Find(made => path == $"batches/{made.Id}") is { } asked
                ? FakeReply.Json(Tell(asked)) : FakeReply.Error(404);
        }
    }

    private static string FileOf(FakeRequest request)
    {
        string form = Encoding.UTF8.GetString(request.Body.Span);
        string boundary = "--" + request.Headers["Content-Type"].Split("boundary=")[1];
        string part = form.Split(boundary).Single(part => part.Contains("filename=", StringComparison.Ordinal));
        Assert.Contains(form.Split(boundary), other => other.Contains("name=\"purpose\"\r\n\r\nbatch\r\n",
            StringComparison.Ordinal));
        return part[(part.IndexOf("\r\n\r\n", StringComparison.Ordinal) + 4)..^2];
    }

    private string Keep(string file)
    {
        string id = string.Create(CultureInfo.InvariantCulture, $"file-{_files.Count}");
        _files[id] = file;
        return id;
    }

    private string Tell(Made made)
    {
        if (End(made.Number) is { } end && made.State is null)
        {
            made.State = end;
            List<string> replies = [], errors = [];
            if (end != "failed")
            {
                foreach ((int index, JsonElement line) in Lines(_files[made.Input]).Index())
                {
                    string name = line.GetProperty("custom_id").GetString()!;
                    if (index >= Most)
                    {
                        errors.Add($$$"""{"id":"r","custom_id":"{{{name}}}","response":null,"error":{"code":"batch_{{{end}}}","message":"not asked"}}""");
                        continue;
                    }

                    (int status, string body) = Reply(line.GetProperty("body"));
                    string told = $$$"""{"id":"r","custom_id":"{{{name}}}","response":{"status_code":{{{status}}},"request_id":"q","body":{{{body.ReplaceLineEndings("")}}}},"error":null}""";
                    (status == 200 ? replies : errors).Add(told);
                }
            }

            made.Output = replies.Count == 0 ? null : Keep(string.Join('\n', Output(replies)));
            made.Errors = errors.Count == 0 ? null : Keep(string.Join('\n', errors) + "\n");
        }

        JsonObject batch = new()
        {
            ["id"] = made.Id,
            ["object"] = "batch",
            ["endpoint"] = "/v1/chat/completions",
            ["input_file_id"] = made.Input,
            ["status"] = made.State ?? "in_progress",
            ["output_file_id"] = made.Output,
            ["error_file_id"] = made.Errors,
            ["errors"] = made.State == "failed"
                ? JsonNode.Parse("""{"object":"list","data":[{"code":"x","message":"The queue is full.","line":null}]}""")
                : null,
            ["request_counts"] = JsonNode.Parse("""{"total":1,"completed":1,"failed":0}"""),
        };
        return batch.ToJsonString();
    }

    private sealed record Made(int Number, string Input)
    {
        public string Id => string.Create(CultureInfo.InvariantCulture, $"batch_{Number}");

        public string? State { get; set; }

        public string? Output { get; set; }

        public string? Errors { get; set; }
    }
}
