using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace SPAgent;

/// <summary>
/// A vision expert behind HTTP, as the SPAgent expert servers serve it: <c>GET /health</c>, and <c>POST /infer</c> with
/// the picture as base64 in <c>image</c> beside the arguments. The answer holds <c>success</c> and a picture as base64,
/// or findings such as detections.
/// </summary>
/// <remarks>A server that only finds things gives no new picture: the call hands the picture back, with the findings as
/// its message.</remarks>
public sealed class HttpExpertTool : ImageTool, IDisposable
{
    // What a model reads of findings; a server may send very many.
    private const int MostCharacters = 8192;

    private static readonly string[] PictureFields =
        ["image", "output_image", "result_image", "depth_map", "mask", "annotated_image"];

    private static readonly JsonElement NoArguments = JsonElement.Parse("""{"type":"object","properties":{}}""");

    private readonly HttpClient _client;
    private readonly Uri _server;

    /// <summary>Names an expert.</summary>
    /// <param name="name">Name as the model calls it.</param>
    /// <param name="description">What it does, for the model.</param>
    /// <param name="server">Address of the server, such as <c>http://localhost:20019</c>.</param>
    /// <param name="schema">JSON Schema of further arguments, which are passed on as they are; null for none.</param>
    /// <param name="timeout">Time that a call may take; default 60 seconds.</param>
    public HttpExpertTool(string name, string description, Uri server, JsonElement? schema = null,
        TimeSpan? timeout = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(server);
        // With a slash at its end, so that a path in the address is kept.
        (Name, Description, _server, Schema) =
            (name, description, new Uri(server.AbsoluteUri.TrimEnd('/') + "/"), schema ?? NoArguments);
        _client = new HttpClient(new SocketsHttpHandler { UseProxy = !_server.IsLoopback, UseCookies = false })
        {
            Timeout = timeout ?? TimeSpan.FromSeconds(60),
            MaxResponseContentBufferSize = 64 << 20,
        };
    }

    /// <inheritdoc/>
    public override string Name { get; }

    /// <inheritdoc/>
    public override string Description { get; }

    /// <inheritdoc/>
    public override JsonElement Schema { get; }

    /// <summary>Depth estimation; the picture that comes back is a depth map. Port 20019 by convention.</summary>
    public static HttpExpertTool Depth(Uri? server = null) =>
        new("depth_estimation_tool", "Estimates how far away things are; gives a depth map.",
            server ?? new Uri("http://localhost:20019"));

    /// <summary>Segmentation of what a box or points mark. Port 20020 by convention.</summary>
    public static HttpExpertTool Segmentation(Uri? server = null) => new(
        "segment_image_tool", "Separates what a box or points mark; gives its mask, white on black.",
        server ?? new Uri("http://localhost:20020"), JsonElement.Parse("""
        {"type":"object","properties":{"box":{"type":"array","items":{"type":"number"},"minItems":4,"maxItems":4,"description":"A box around what to separate, as [x1, y1, x2, y2] in pixels of the current image (optional)."},"point_coords":{"type":"array","items":{"type":"array","items":{"type":"number"},"minItems":2,"maxItems":2},"description":"Points on what to separate, or beside it, each as [x, y] in pixels of the current image (optional)."},"point_labels":{"type":"array","items":{"type":"integer","enum":[0,1]},"description":"For each point 1 where it lies on what to separate, 0 where it lies beside it (needed with point_coords)."}}}
        """));

    /// <summary>Detection of whatever a text names. Port 20022 by convention.</summary>
    public static HttpExpertTool Detection(Uri? server = null) => new(
        "detect_objects_tool", "Finds the objects that a text names; gives boxes.",
        server ?? new Uri("http://localhost:20022"), JsonElement.Parse("""
        {"type":"object","properties":{"text_prompt":{"type":"string","description":"What to find, such as 'car . traffic light'."},"box_threshold":{"type":"number","description":"Least confidence of a box, from 0 to 1 (optional)."},"text_threshold":{"type":"number","description":"Least agreement with the text, from 0 to 1 (optional)."}},"required":["text_prompt"]}
        """));

    /// <summary>Asks the server whether it is there.</summary>
    /// <exception cref="HttpRequestException">It is not; the message names its address.</exception>
    public override async Task PrepareAsync(CancellationToken cancellationToken = default)
    {
        try
        {
            using HttpResponseMessage health = await _client.GetAsync(new Uri(_server, "health"), cancellationToken)
                .ConfigureAwait(false);
            health.EnsureSuccessStatusCode();
        }
        catch (Exception problem) when (IsAway(problem, cancellationToken))
        {
            throw new HttpRequestException(Away(problem), problem);
        }
    }

    /// <inheritdoc/>
    public override async ValueTask<ImageToolResult> CallAsync(RasterImage image, JsonElement arguments,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(image);
        JsonObject body = arguments.ValueKind == JsonValueKind.Object ? CallArguments.Copy(arguments) : [];
        body["image"] = Convert.ToBase64String(image.EncodeJpeg(quality: 95));
        try
        {
            using HttpResponseMessage response =
                await _client.PostAsJsonAsync(new Uri(_server, "infer"), body, cancellationToken).ConfigureAwait(false);
            string text = await response.Content.ReadAsStringAsync(cancellationToken).ConfigureAwait(false);
            return response.IsSuccessStatusCode ? Read(text, image)
                : ImageToolResult.Failed(
                    $"Error: {Name} answered {(int)response.StatusCode}: {Short(Reason(text) ?? text)}");
        }
        catch (Exception problem) when (IsAway(problem, cancellationToken))
        {
            return ImageToolResult.Failed($"Error: {Away(problem)}");
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _client.Dispose();

    private ImageToolResult Read(string text, RasterImage given)
    {
        try
        {
            if (JsonNode.Parse(text) is not JsonObject answer)
                return ImageToolResult.Failed($"Error: {Name} answered with no JSON object: {Short(text)}");
            if (answer["success"] is JsonValue success && success.TryGetValue(out bool worked) && !worked)
                return ImageToolResult.Failed($"Error: {Name} failed: {Short(Reason(text) ?? "no reason given")}");
            RasterImage? picture = null;
            foreach (string field in PictureFields)
            {
                if (picture is null && answer[field] is JsonValue value && value.TryGetValue(out string? base64))
                    picture = RasterImage.Decode(Convert.FromBase64String(Bare(base64)));
                answer.Remove(field);
            }

            answer.Remove("success");
            return ImageToolResult.Ok(picture ?? given, answer.Count > 0 ? Findings(answer) : null);
        }
        catch (Exception problem) when (problem is JsonException or FormatException or ImageException)
        {
            return ImageToolResult.Failed($"Error: the answer of {Name} can't be read: {problem.Message}");
        }
    }

    // What a server says of a failure, by any name in use; null where it says nothing that can be told apart.
    private static string? Reason(string text)
    {
        try
        {
            JsonObject? answer = JsonNode.Parse(text) as JsonObject;
            JsonNode? said = answer?["error"] ?? answer?["message"] ?? answer?["detail"];
            return said is JsonValue value && value.TryGetValue(out string? words) ? words
                : said?.ToJsonString(JsonSettings.Line);
        }
        catch (Exception problem) when (problem is JsonException or ArgumentException or InvalidOperationException)
        {
            return null;
        }
    }

    private static string Findings(JsonObject answer)
    {
        string all = answer.ToJsonString(JsonSettings.Line);
        if (all.Length <= MostCharacters) return all;
        int end = char.IsHighSurrogate(all[MostCharacters - 1]) ? MostCharacters - 1 : MostCharacters;
        return string.Create(CultureInfo.InvariantCulture, $"{all[..end]}… ({all.Length} characters in all)");
    }

    private static bool IsAway(Exception problem, CancellationToken cancellationToken) =>
        problem is HttpRequestException
            || (problem is OperationCanceledException && !cancellationToken.IsCancellationRequested);

    private string Away(Exception problem) => problem is OperationCanceledException
        ? string.Create(CultureInfo.InvariantCulture,
            $"the server of {Name} at {_server} gave no answer within {_client.Timeout.TotalSeconds:0.###} s")
        : $"the server of {Name} at {_server} can't be reached ({problem.Message}). Start it, or leave the tool out";

    private static string Bare(string base64) => base64.StartsWith("data:", StringComparison.Ordinal)
        ? base64[(base64.IndexOf(',', StringComparison.Ordinal) + 1)..] : base64;

    private static string Short(string text) => text.Length <= 200 ? text : text[..197] + "...";
}
