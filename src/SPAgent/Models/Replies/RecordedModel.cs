using System.Text;
using System.Text.Json;
using Microsoft.Extensions.AI;

namespace SPAgent;

/// <summary>The model behind <see cref="ChatModels.Recorded"/>.</summary>
internal sealed class RecordedModel : IChatClient
{
    private const int Shown = 60;
    private const string ExtraBodyField = "extra_body";

    private readonly Lock _lock = new();
    private readonly string _file;
    private readonly IChatClient? _inner;
    private readonly string _name;
    private readonly RequestExtras? _extras;

    // Asks this client, so that its answers are kept as well; null where the model has none.
    private readonly ToolsProbe? _tools;

    // Replies by request: the same may have been asked several times, and is answered in that order.
    private readonly Dictionary<string, Queue<JsonElement>> _replies = new(StringComparer.Ordinal);
    private readonly List<string> _requests = [];

    /// <exception cref="FileNotFoundException">There is no such file, and nobody to ask.</exception>
    /// <exception cref="InvalidDataException">A line is JSON, but no recorded request.</exception>
    public RecordedModel(string file, IChatClient? inner)
    {
        (_file, _inner) = (file, inner);
        _name = inner is null ? "" : ModelName.Of(inner);
        _extras = inner?.GetService<RequestExtras>();
        if (inner is null || inner.GetService<ToolsProbe>() is not null) _tools = new ToolsProbe(this);
        if (!File.Exists(file))
        {
            if (inner is not null) return;
            throw new FileNotFoundException(
                $"{file}: there is no such file. Give the model as the second argument once, to record it.", file);
        }

        foreach ((int number, string line) in AppendLog.ReadLines(file).Index())
        {
            try
            {
                JsonElement entry = JsonElement.Parse(line);
                string request = entry.GetProperty("request").GetString()!;
                if (inner is null)
                {
                    _name = entry.GetProperty("model").GetString()!;
                    _extras = entry.TryGetProperty(ExtraBodyField, out JsonElement body)
                        ? new RequestExtras(body.Clone(), []) : null;
                }

                Add(request, entry.GetProperty("reply").Clone());
            }
            catch (JsonException)
            {
                // The half line of a killed process is no loss but its own.
            }
            catch (Exception problem) when (problem is KeyNotFoundException or InvalidOperationException)
            {
                throw new InvalidDataException(
                    $"{file}, line {number + 1}: it is no recorded request. Remove the line, or record again.", problem);
            }
        }
    }

    public async Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        ChatMessage[] conversation = [.. messages];
        string request = StoredReply.Request(_name, conversation, options, _extras);
        if (Take(request) is { } known) return StoredReply.Read(Encoding.UTF8.GetBytes(known.GetRawText()));
        if (_inner is null) throw Absent(request);
        ChatResponse response =
            await _inner.GetResponseAsync(conversation, options, cancellationToken).ConfigureAwait(false);
        if (StoredReply.CanBeKept(response)) Keep(request, response);
        return response;
    }

    public IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(IEnumerable<ChatMessage> messages,
        ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        WholeReplies.StreamAsync(stop => GetResponseAsync(messages, options, stop), cancellationToken);

    public object? GetService(Type serviceType, object? serviceKey = null)
    {
        ArgumentNullException.ThrowIfNull(serviceType);
        if (serviceKey is not null) return _inner?.GetService(serviceType, serviceKey);
        if (serviceType == typeof(ChatClientMetadata))
            return _inner?.GetService<ChatClientMetadata>() ?? new ChatClientMetadata("recorded", null, _name);
        return serviceType == typeof(ToolsProbe) ? _tools
            : serviceType == typeof(RequestExtras) ? _extras
            : serviceType.IsInstanceOfType(this) ? this
            : _inner?.GetService(serviceType);
    }

    public void Dispose() => _inner?.Dispose();

    private void Add(string request, JsonElement reply)
    {
        if (!_replies.TryGetValue(request, out Queue<JsonElement>? replies))
        {
            _replies[request] = replies = new();
            _requests.Add(request);
        }

        replies.Enqueue(reply);
    }

    // The last one stays: a cell that is run again gets it again.
    private JsonElement? Take(string request)
    {
        lock (_lock)
        {
            if (!_replies.TryGetValue(request, out Queue<JsonElement>? replies)) return null;
            return replies.Count > 1 ? replies.Dequeue() : replies.Peek();
        }
    }

    // A reply that is paid for goes on, also where the disk is full.
    private void Keep(string request, ChatResponse response)
    {
        try
        {
            Append(request, StoredReply.Write(response));
        }
        catch (Exception problem) when (StoredReply.CantBeWritten(problem))
        {
        }
    }

    private void Append(string request, byte[] reply)
    {
        using MemoryStream line = new();
        using (Utf8JsonWriter json = new(line, JsonSettings.Compact))
        {
            json.WriteStartObject();
            json.WriteString("model", _name);
            if (_extras?.Body is { } body)
            {
                json.WritePropertyName(ExtraBodyField);
                body.WriteTo(json);
            }

            json.WriteString("request", request);
            json.WritePropertyName("reply");
            json.WriteRawValue(reply);
            json.WriteEndObject();
        }

        lock (_lock)
        {
            Add(request, JsonElement.Parse(reply));
            AppendLog.Append(_file, Encoding.UTF8.GetString(line.ToArray()));
        }
    }

    // Where the request leaves the recorded one that it follows longest.
    private ModelException Absent(string request)
    {
        string? nearest = _requests.MaxBy(known => known.AsSpan().CommonPrefixLength(request));
        int at = nearest?.AsSpan().CommonPrefixLength(request) ?? 0;
        string difference = nearest is null ? "It holds none."
            : $"The nearest differs at character {at}: recorded {Quote(nearest, at)}, asked {Quote(request, at)}.";
        return new ModelException(ModelFailure.Rejected,
            $"{_file}: this request was not recorded. {difference} Ask as it was recorded, or record it by giving the "
            + "model as the second argument.")
        {
            Seen = "the request was not recorded",
            StopsRun = false,
        };
    }

    private static string Quote(string text, int at)
    {
        int start = Math.Max(0, at - (Shown / 3)), length = Math.Min(Shown, text.Length - start);
        return $"'{(start > 0 ? "…" : "")}{text.AsSpan(start, length)}{(start + length < text.Length ? "…" : "")}'";
    }
}
