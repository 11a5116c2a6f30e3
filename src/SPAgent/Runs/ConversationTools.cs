using System.Text.Json;
using Microsoft.Extensions.AI;

namespace SPAgent;

/// <summary>The tools of a conversation: how they are offered, and how a call of one runs.</summary>
internal sealed class ConversationTools
{
    private readonly DistillationOptions _options;
    private readonly bool _withIndex;
    private readonly Dictionary<string, ImageTool> _tools;

    /// <param name="tools">The tools.</param>
    /// <param name="options">Options of the run.</param>
    /// <param name="native">Whether they are a parameter of the request.</param>
    /// <param name="withIndex">Whether a call may name a picture: offered where a row has several.</param>
    public ConversationTools(IReadOnlyList<ImageTool> tools, DistillationOptions options, bool native, bool withIndex)
    {
        (_options, _withIndex) = (options, withIndex);
        _tools = tools.ToDictionary(tool => tool.Name, StringComparer.Ordinal);
        Signatures =
            [
                .. tools.Select(tool =>
                    new ToolSignature(tool.Name, withIndex ? ImageIndex.AddTo(tool.Schema) : tool.Schema))];
        Definitions = ConversationDialect.Definitions(
            tools.Zip(Signatures, (tool, signature) => (tool.Name, tool.Description, signature.Schema)));
        Request = new ChatOptions
        {
            Temperature = options.Temperature,
            MaxOutputTokens = options.MaxTokens,
            Tools = native && tools.Count > 0
                ? [.. tools.Zip(Signatures, (tool, signature) =>
                    AIFunctionFactory.CreateDeclaration(tool.Name, tool.Description, signature.Schema))] : null,
        };
    }

    public IReadOnlyList<ToolSignature> Signatures { get; }

    public JsonElement Definitions { get; }

    public ChatOptions Request { get; }

    /// <summary>The picture that a call acts on, or why there is none.</summary>
    public (ConversationPicture? Picture, string? Problem) PictureOf(Talk talk, ToolRequest request)
    {
        if (request.Problem is not null) return (null, request.Problem);
        if (!_tools.ContainsKey(request.Name)) return (null, TimedCall.Unknown(request.Name, _tools.Keys));
        if (!_withIndex || ImageIndex.Of(request.Arguments) is not { } given) return (talk.Current, null);
        return ImageIndex.Read(given, talk.Pictures.Count, out int index, out string? problem)
            ? (talk.Pictures[index - 1], null) : (null, problem);
    }

    /// <summary>Runs a call on a picture.</summary>
    /// <returns>What the tool said, and where it worked the picture that it made and that picture's hash.</returns>
    public async Task<(ImageToolResult Result, ConversationPicture? Made, string? Sha256)> CallAsync(
        ConversationPicture picture, ToolRequest request, CancellationToken cancellationToken)
    {
        ImageTool tool = _tools[request.Name];
        ShownPicture? pixels = null;
        bool isSole = false;
        ImageToolResult result = await TimedCall.RunAsync(
            stop => tool.CallAsync(pixels = picture.Pixels(out isSole), request.Arguments, stop).AsTask(),
            ImageToolResult.Failed, _options.ToolTimeout, _options.TimeProvider, cancellationToken)
                .ConfigureAwait(false);
        if (!result.Success) return (result, null, null);
        Func<ShownPicture, RasterImage>? again = Again(tool, result.Executed ?? request.Arguments);
        ConversationPicture made = picture.Made(result.Image, again, out string sha256, out bool isHeld);
        // A crop may share the memory of what it was cut from.
        if (isSole && !isHeld) pixels!.Full.Recycle();
        return (result, made, sha256);
    }

    // Makes a result again from the picture that it came of; null where that is not quickly done, or may differ.
    private static Func<ShownPicture, RasterImage>? Again(ImageTool tool, JsonElement arguments)
    {
        ImageTool? recorded = tool switch
        {
            ZoomInTool => ZoomInTool.Recorded,
            RotateTool rotate => rotate,
            _ => null,
        };
        if (recorded is null) return null;
        return picture => recorded.CallAsync(picture.Full, arguments).AsTask().GetAwaiter().GetResult().Image!;
    }

    public JsonElement? EnvironmentOf(string tool) => _tools.GetValueOrDefault(tool)?.ResultEnvironment;
}
