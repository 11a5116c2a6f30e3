using System.Diagnostics;
using System.Text.Json;
using Microsoft.Extensions.AI;

namespace SPAgent;

/// <summary>Asks a model about one row, over several turns with image tools, and writes down what happened.</summary>
/// <remarks>
/// A tool acts on the current picture: the dataset's at first, then the result of the last call that worked; where a
/// row has several, a call may name one. The pictures themselves are not kept, only their hashes: replaying the calls
/// brings them back.
/// </remarks>
internal sealed class Conversation
{
    private readonly IChatClient _model;
    private readonly string _modelName;
    private readonly DistillationOptions _options;
    private readonly bool _native;
    private readonly PictureSettings _pictures;
    private readonly PixelCache _pixels = new();
    private readonly ConversationTools _one, _several;
    private readonly RunScoring? _scoring;

    public Conversation(IChatClient model, string modelName, DistillationOptions options, bool native,
        PictureSettings pictures)
    {
        (_model, _modelName, _options, _native, _pictures) = (model, modelName, options, native, pictures);
        _scoring = options.Reward is { } reward ? new RunScoring(reward) : null;
        IReadOnlyList<ImageTool> tools = pictures.Apply(options.Tools);
        (_one, _several) =
            (new(tools, options, native, withIndex: false), new(tools, options, native, withIndex: true));
    }

    /// <summary>
    /// Holds the conversation about <paramref name="row"/>; each <paramref name="rollout"/> from the second with a
    /// seed. <paramref name="sample"/> is what the trace keeps of the row.
    /// </summary>
    /// <exception cref="DatasetException">The row has no image, or it can't be read.</exception>
    public async Task<Trace> RunAsync(
        DatasetRow row, JsonElement sample, string? imageColumn, string datasetPath, int rollout, SpendingShare share,
        CancellationToken cancellationToken)
    {
        DateTimeOffset started = _options.TimeProvider.GetUtcNow();
        long clock = _options.TimeProvider.GetTimestamp();
        Opening opening = Open(row, sample, datasetPath, rollout, share);
        (Talk talk, InitialPrompt prompt, ConversationTools tools, ModelPicture[] sent, string[] sha256) = opening;
        IReadOnlyList<DataContent> pictures = [.. talk.Pictures.Select(picture => picture.Content)];
        try
        {
            await HoldAsync(talk, tools, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            opening.Release();
        }

        Trace trace = new()
        {
            DatasetPath = datasetPath,
            SampleIndex = row.Index,
            Rollout = rollout,
            SampleData = sample,
            InitialPrompt = prompt,
            Turns = talk.Turns,
            ToolCalls = talk.Calls,
            FinalResponse = talk.Turns[^1].Response,
            Model = _modelName,
            ImageSha256 = sha256[0],
            Pictures = Told(sent, sha256, imageColumn),
            EndedBy = talk.EndedBy,
            StartedAt = started,
            DurationMs = (long)_options.TimeProvider.GetElapsedTime(clock).TotalMilliseconds,
            Attempts = talk.Attempts,
        };
        if (_scoring is null) return trace;
        return await _scoring.ScoreAsync(trace, () => pictures, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>What the first turn asks, without asking it.</summary>
    /// <exception cref="DatasetException">The row has no image, or it can't be read.</exception>
    public (IReadOnlyList<ChatMessage> Messages, ChatOptions Request) FirstRequest(
        DatasetRow row, JsonElement sample, string datasetPath, int rollout, SpendingShare share)
    {
        Opening opening = Open(row, sample, datasetPath, rollout, share);
        opening.Release();
        return (ImageBudget.Apply(opening.Talk.Messages, _pictures.ImageBudget), opening.Talk.Request);
    }

    private Opening Open(DatasetRow row, JsonElement sample, string datasetPath, int rollout, SpendingShare share)
    {
        if (row.Images.Count == 0) throw new DatasetException(datasetPath, $"row {row.Index} has no image.");
        IEnumerable<DatasetImage> stored = _pictures.IsLegacy ? row.Images.Take(1) : row.Images;
        ModelPicture[] sent =
            [.. stored.Select(image => image.ForModel(onWhite: !_pictures.IsLegacy, _pictures.MaxPixels))];
        List<ConversationPicture> pictures =
            [.. sent.Select(picture => ConversationPicture.OfRow(picture, _pixels, _pictures.MaxPixels))];
        // Before anything is paid for: a broken picture costs no request.
        string[] sha256 = ConversationPicture.Sha256(pictures);
        ConversationTools tools = sent.Length > 1 ? _several : _one;

        InitialPrompt prompt = new()
        {
            System = _native ? TaskPrompt.System : ConversationDialect.System(TaskPrompt.System, tools.Definitions),
            User = ConversationDialect.Marked(_options.Prompt.For(sample), sent.Length),
            Tools = tools.Definitions,
            ToolsMode = _native ? InitialPrompt.ApiParameter : InitialPrompt.PromptBased,
        };
        Talk talk = new(pictures)
        { Share = share, Request = RolloutSeed.Apply(tools.Request, _options.Seed, row.Index, rollout, share) };
        talk.Messages.Add(new(ChatRole.System, prompt.System));
        talk.Messages.Add(
            new(ChatRole.User, [new TextContent(prompt.User), .. pictures.Select(picture => picture.Content)]));
        return new(talk, prompt, tools, sent, sha256);
    }

    private async Task HoldAsync(Talk talk, ConversationTools tools, CancellationToken cancellationToken)
    {
        for (int turn = 1; turn <= _options.MaxTurns; turn++)
        {
            Reply? reply = await AskAsync(talk, tools, turn, cancellationToken).ConfigureAwait(false);
            if (reply is null) return;
            if (turn == _options.MaxTurns && reply.Calls.Count == 0) return;
            ChatMessage? history = reply.History();
            if (history is not null) talk.Messages.Add(history);
            if (reply.Calls.Count > 0)
            {
                await ObserveAsync(talk, tools, turn, reply, cancellationToken).ConfigureAwait(false);
            }
            else if (reply.Answer is not null)
            {
                return;
            }
            else if (history is not null)
            {
                // A reply of nothing but thought left nothing to go on from: the same is asked again.
                talk.Messages.Add(new ChatMessage(ChatRole.User, ConversationDialect.GoOn));
            }
        }
    }

    // Null where the server takes no more of a conversation that was paid for, or says what can't be read: its turns
    // are kept.
    private async Task<Reply?> AskAsync(Talk talk, ConversationTools tools, int turn,
        CancellationToken cancellationToken)
    {
        long clock = _options.TimeProvider.GetTimestamp();
        ChatResponse response;
        try
        {
            IReadOnlyList<ChatMessage> shown = ImageBudget.Apply(talk.Messages, _pictures.ImageBudget);
            response = await talk.Share.AskAsync(
                () => Telemetry.AskAsync(_modelName, shown, _options.TellContent, () => TimedCall.AskAsync(
                    _model, shown, talk.Request, _options.RequestTimeout, $"turn {turn}", _options.TimeProvider,
                    cancellationToken)),
                cancellationToken).ConfigureAwait(false);
        }
        catch (ModelException refusal)
            when (turn > 1 && refusal.Kind is ModelFailure.ContextTooLong or ModelFailure.PictureRefused)
        {
            talk.EndedBy = refusal.Message;
            return null;
        }

        Reply reply;
        try
        {
            reply = talk.Distinct(Reply.Of(response, tools.Signatures), turn);
        }
        catch (Exception unread) when (turn > 1)
        {
            if (!CachedModel.IsHit(response)) talk.Share.Untold(response.Usage);
            talk.EndedBy = $"The reply of turn {turn} can't be read: {TerminalText.Message(unread)}";
            return null;
        }

        talk.Turns.Add(new ConversationTurn
        {
            Turn = turn,
            Response = reply.Text,
            Usage = reply.Usage is null || CachedModel.IsHit(response) ? null : new TokenUsage
            {
                PromptTokens = reply.Usage.InputTokenCount,
                CachedTokens = reply.Usage.CachedInputTokenCount is > 0 and var cached ? cached : null,
                CompletionTokens = reply.Usage.OutputTokenCount,
                TotalTokens = reply.TotalTokens,
            },
            FinishReason = reply.FinishReason,
            Reasoning = reply.Reasoning,
            TextAfterCall = reply.TextAfterCall,
            TakenFrom = reply.TakenFrom,
            LatencyMs =
                (long)Math.Round(reply.LatencyMs ?? _options.TimeProvider.GetElapsedTime(clock).TotalMilliseconds),
        });
        if (reply.Attempts is { } tries) talk.Attempts = (talk.Attempts ?? 0) + tries;
        return reply;
    }

    // Only the last call of a reply runs; each native call gets its tool message, and pictures travel in a user
    // message.
    private async Task ObserveAsync(Talk talk, ConversationTools tools, int turn, Reply reply,
        CancellationToken cancellationToken)
    {
        ToolRequest request = reply.Calls[^1];
        (ConversationPicture? actedOn, string? problem) = tools.PictureOf(talk, request);
        using Activity? activity = Telemetry.Tool(request.Name);
        (ImageToolResult result, ConversationPicture? made, string? sha256) = problem is not null
            ? (ImageToolResult.Failed(problem), null, null)
            : await tools.CallAsync(actedOn!, request, cancellationToken).ConfigureAwait(false);
        if (!result.Success) activity?.SetStatus(ActivityStatusCode.Error);
        if (made is not null) talk.Add(made);

        bool isCode = request.Name == PythonCode.ToolName;
        string? code = isCode ? PythonCode.Text(request.Arguments) : null;
        JsonElement executed = result.Executed ?? request.Arguments;
        bool bare = executed.ValueKind == JsonValueKind.Undefined
            || (code is not null && executed.GetPropertyCount() == 1);
        JsonElement? written = request.AsWritten ?? (result.Executed is null ? null : request.Arguments);
        talk.Calls.Add(new ToolCall
        {
            Turn = turn,
            Name = request.Name.Length == 0 ? "unknown" : request.Name,
            Arguments = bare ? null : executed,
            ArgumentsAsWritten = written,
            BoxUnits = result.Executed is not null && _pictures.BoxUnits != BoxUnits.Pixels ? _pictures.BoxUnits : null,
            Repairs = request.Repairs,
            SentSize = _pictures.MaxPixels is null ? null : made?.Size,
            Code = code,
            Success = result.Success,
            Message = result.Message,
            ObservationSha256 = sha256,
            Replayable = result.Replayable,
            Environment = tools.EnvironmentOf(request.Name),
        });
        talk.Answer(reply, request, result, made);
    }

    private TracePictures? Told(ModelPicture[] sent, string[] sha256, string? column)
    {
        TracePictures pictures = new()
        {
            Column = column,
            MaxPixels = _pictures.MaxPixels,
            OnWhite = sent.Any(picture => picture.OnWhite),
            Sha256 = sent.Length > 1 ? sha256 : [],
            Sizes = _pictures.MaxPixels is null ? []
                : [.. sent.Select(picture => new PixelSize(picture.Width, picture.Height))],
        };
        return column is null && pictures is { MaxPixels: null, OnWhite: false } && sent.Length == 1 ? null : pictures;
    }

    /// <summary>A conversation before its first turn.</summary>
    private sealed record Opening(
        Talk Talk, InitialPrompt Prompt, ConversationTools Tools, ModelPicture[] Sent, string[] Sha256)
    {
        public void Release()
        {
            foreach (ConversationPicture picture in Talk.Pictures) picture.Release();
        }
    }
}
