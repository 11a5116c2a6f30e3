using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;

namespace SPAgent.Serve;

/// <summary>What a page asks to be marked. What it does not set stays as it is.</summary>
internal sealed record LabelRequest
{
    private const int MostIds = 1000;

    private static readonly JsonSerializerOptions s_json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        RespectNullableAnnotations = true,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false) },
    };

    private static readonly JsonDocumentOptions s_shallow = new() { MaxDepth = 8 };

    // What each field is, for whoever sent something else.
    private static readonly OrderedDictionary<string, string> s_fields = new()
    {
        ["run"] = "the whole number of a folder, from 0",
        ["ids"] = $"a list of 1 to {MostIds} ids in text",
        ["verdict"] = "keep, drop or none",
        ["tags"] = "a list of texts",
        ["untag"] = "a list of texts",
        ["clear"] = "true or false",
        ["note"] = "a text",
        ["answer"] = "a text",
    };

    public int Run { get; init; }

    public required IReadOnlyList<string> Ids { get; init; }

    public LabelVerdict? Verdict { get; init; }

    public IReadOnlyList<string> Tags { get; init; } = [];

    public IReadOnlyList<string> Untag { get; init; } = [];

    public bool Clear { get; init; }

    public string? Note { get; init; }

    public string? Answer { get; init; }

    /// <exception cref="RequestException">It is no such request.</exception>
    public static async Task<LabelRequest> ReadAsync(HttpContext context)
    {
        try
        {
            using JsonDocument body = await JsonDocument.ParseAsync(context.Request.Body, s_shallow,
                context.RequestAborted);
            return Read(body.RootElement);
        }
        catch (JsonException problem)
        {
            throw RequestException.Bad($"The body is no JSON: {problem.Message}");
        }
        catch (BadHttpRequestException tooLarge)
        {
            throw new RequestException(tooLarge.StatusCode, tooLarge.Message);
        }
    }

    private static LabelRequest Read(JsonElement body)
    {
        if (body.ValueKind != JsonValueKind.Object)
            throw RequestException.Bad("""The body is a JSON object, such as {"ids":["7"],"verdict":"keep"}.""");
        foreach (JsonProperty field in body.EnumerateObject())
        {
            if (!s_fields.ContainsKey(field.Name))
                throw RequestException.Bad($"There is no such field; there are: {string.Join(", ", s_fields.Keys)}.");
        }

        if (!body.TryGetProperty("ids", out _)) throw Unlike("ids");
        try
        {
            LabelRequest request = body.Deserialize<LabelRequest>(s_json)!;
            if (request.Ids.Count is 0 or > MostIds || request.Ids.Contains(null!)) throw Unlike("ids");
            if (request.Tags.Contains(null!)) throw Unlike("tags");
            return request.Untag.Contains(null!) ? throw Unlike("untag") : request;
        }
        catch (JsonException problem)
        {
            // $.tags[1] is the path of an element.
            throw Unlike(problem.Path!.Split('.', '[')[1]);
        }
    }

    private static RequestException Unlike(string field) => RequestException.Bad($"{field} is {s_fields[field]}.");

    /// <exception cref="ArgumentException">A tag or a text is none that can be kept.</exception>
    public LabelChange ToChange() => new()
    {
        Verdict = Verdict,
        Tags = Tags,
        Untag = Untag,
        Clear = Clear,
        Note = Note,
        Answer = Answer,
    };
}
