using System.Text;
using System.Text.RegularExpressions;
using Microsoft.Extensions.AI;

namespace SPAgent;

/// <summary>The model behind <see cref="ChatModels.Simulated"/>. A reply depends on the seeds (its own, and the
/// request's where there is one), the first picture, the task and the turn only.</summary>
[TypeFormatterSource]
internal sealed partial class SimulatedModel(int seed, ImageDataset? knows, SimulatedModelOptions options) : IChatClient
{
    // Nobody is to look for a fault of the kit, or of a server, that is not there.
    private const string Planned = "The simulated model failed on purpose, as some samples of a real one do. "
        + "new SimulatedModelOptions { FailureRate = 0 } switches it off, on the command line --simulated-failures 0.";

    private const int TokensOfAnImage = 1000, CharactersOfAToken = 4;

    private readonly KnownImages? _known = knows is null ? null : new KnownImages(knows);
    private readonly ChatClientMetadata _metadata = new("simulated", defaultModelId: Invariant(
        $"simulated (seed {seed}, accuracy {options.Accuracy}, tools {options.ToolRate}, failures {options.FailureRate})"));

    public async Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? request = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(messages);
        IReadOnlyList<ChatMessage> conversation = messages as IReadOnlyList<ChatMessage> ?? [.. messages];
        if (options.Latency > TimeSpan.Zero)
            await Task.Delay(options.Latency, options.TimeProvider, cancellationToken).ConfigureAwait(false);
        cancellationToken.ThrowIfCancellationRequested();
        return Respond(conversation, request);
    }

    public IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(IEnumerable<ChatMessage> messages,
        ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        WholeReplies.StreamAsync(stop => GetResponseAsync(messages, options, stop), cancellationToken);

    public object? GetService(Type serviceType, object? serviceKey = null)
    {
        ArgumentNullException.ThrowIfNull(serviceType);
        if (serviceKey is not null) return null;
        return serviceType == typeof(ChatClientMetadata) ? _metadata : serviceType.IsInstanceOfType(this) ? this : null;
    }

    public void Dispose() { }

    private ChatResponse Respond(IReadOnlyList<ChatMessage> conversation, ChatOptions? request)
    {
        if (request?.ResponseFormat is ChatResponseFormatJson { SchemaName: VerdictSchema })
            return Verdict(conversation);
        IEnumerable<DataContent> images = conversation.SelectMany(message => message.Contents).OfType<DataContent>();
        DataContent? first = images.FirstOrDefault(), last = images.LastOrDefault();
        string task = conversation.FirstOrDefault(message => message.Role == ChatRole.User)?.Text ?? "";
        // A conversation grows by replies; an agent tells the story so far in one prompt.
        int turn = 1 + conversation.Count(message => message.Role == ChatRole.Assistant) + Told().Count(task);

        ReadOnlyMemory<byte> identity = first?.Data ?? Encoding.UTF8.GetBytes(task);
        HashRandom sample = request?.Seed is { } asked
            ? HashRandom.From(identity.Span, seed, asked) : HashRandom.From(identity.Span, seed);
        HashRandom words = sample.For(turn);
        double fate = sample.NextDouble();
        int toolTurns = 0;
        while (toolTurns < options.MaxToolCalls && sample.NextDouble() < options.ToolRate) toolTurns++;

        if (fate < options.FailureRate / 2 && turn > toolTurns) throw new HttpRequestException(Planned);
        SimulatedVoice voice = new(words, task, first is null ? null : _known?.Find(first.Data), options.Accuracy);
        IReadOnlyList<OfferedTool> tools = OfferedTools(conversation, request);
        bool native = request?.Tools is { Count: > 0 };

        List<AIContent> contents = [];
        if (turn <= toolTurns && tools.Count > 0 && last is not null)
        {
            SimulatedCall call = voice.Call(tools, last.Data.Span);
            contents.Add(
                new TextContent(native ? call.Reason : $"{call.Reason}\n\n<tool_call>\n{call.Json}\n</tool_call>"));
            if (native) contents.Add(call.ToContent($"call_{turn}"));
        }
        else
        {
            contents.Add(new TextContent(voice.Answer(sample, readable: fate >= options.FailureRate)));
        }

        return new ChatResponse(new ChatMessage(ChatRole.Assistant, contents))
        {
            ModelId = _metadata.DefaultModelId,
            FinishReason = contents.Count > 1 ? ChatFinishReason.ToolCalls : ChatFinishReason.Stop,
            Usage = Usage(conversation, contents),
        };
    }

    /// <summary>Name of the schema by which a judge is asked for its verdict.</summary>
    public const string VerdictSchema = "verdict";

    // As a judge: made up from a hash of what it was told, as its reason says.
    private ChatResponse Verdict(IReadOnlyList<ChatMessage> conversation)
    {
        string told = string.Concat(conversation.Select(message => message.Text));
        HashRandom sample = HashRandom.From(Encoding.UTF8.GetBytes(told), seed);
        double score = Math.Round(sample.NextDouble(), 2);
        List<AIContent> contents =
            [new TextContent(Invariant($$"""{"reason":"Made up by the simulated model.","score":{{score}}}"""))];
        return new ChatResponse(new ChatMessage(ChatRole.Assistant, contents))
        {
            ModelId = _metadata.DefaultModelId,
            FinishReason = ChatFinishReason.Stop,
            Usage = Usage(conversation, contents),
        };
    }

    // In prompts the known ones come first, in one order: what a seed gives does not change with the order of tools.
    private static IReadOnlyList<OfferedTool> OfferedTools(IReadOnlyList<ChatMessage> conversation,
        ChatOptions? request)
    {
        if (request?.Tools is { Count: > 0 } native) return [.. native.Select(OfferedTool.Of)];
        string text = string.Concat(conversation.Take(2).Select(message => message.Text));
        IReadOnlyList<OfferedTool> offered = OfferedTool.InPrompt(text);
        return [.. offered.Where(tool => tool.IsKnown).OrderBy(tool => SimulatedCall.KnownTools.IndexOf(tool.Name)),
            .. offered.Where(tool => !tool.IsKnown)];
    }

    [GeneratedRegex(@"^Turn \d+, you said:$", RegexOptions.Multiline)]
    private static partial Regex Told();

    private static UsageDetails Usage(IReadOnlyList<ChatMessage> conversation, List<AIContent> reply)
    {
        long Tokens(IEnumerable<AIContent> contents) =>
            contents.Sum(content => content is TextContent text ? text.Text.Length / CharactersOfAToken
                : content is DataContent ? TokensOfAnImage : 20L);
        long input = Tokens(conversation.SelectMany(message => message.Contents)), output = Tokens(reply);
        return new UsageDetails
        { InputTokenCount = input, OutputTokenCount = output, TotalTokenCount = input + output };
    }

    private static string Invariant(FormattableString text) => FormattableString.Invariant(text);
}
