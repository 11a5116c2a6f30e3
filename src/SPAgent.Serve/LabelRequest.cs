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
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectNullableAnnotations = true,
        MaxDepth = 8,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false) },
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
            LabelRequest? request = await JsonSerializer.DeserializeAsync<LabelRequest>(context.Request.Body, s_json,
                context.RequestAborted);
            return request is { Ids.Count: > 0 and <= MostIds } && request.Ids.All(id => id is not null) ? request
                : throw RequestException.Bad($"ids are 1 to {MostIds} ids.");
        }
        catch (JsonException problem)
        {
            throw RequestException.Bad($"The body is no label: {problem.Message}");
        }
        catch (BadHttpRequestException tooLarge)
        {
            throw new RequestException(tooLarge.StatusCode, tooLarge.Message);
        }
    }

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
