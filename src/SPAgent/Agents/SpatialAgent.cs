using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;

namespace SPAgent;

/// <summary>
/// Answers questions about images with a model and tools, over several iterations, and records every inference as a
/// training sample. Safe to use for any number of questions at once.
/// </summary>
/// <param name="model">The model.</param>
/// <param name="tools">Its tools; an empty list for none. Names must differ.</param>
/// <param name="collector">Where sessions are recorded; null: nowhere.</param>
/// <param name="options">How it asks; null for the defaults.</param>
[TypeFormatterSource]
public sealed class SpatialAgent(IChatClient model, IReadOnlyList<AgentTool> tools, DataCollector? collector = null,
    SpatialAgentOptions? options = null)
{
    private readonly SpatialAgentOptions _options = options ?? new SpatialAgentOptions();
    private readonly AgentToolbox _toolbox =
        new(With(tools, options ?? new SpatialAgentOptions()), options ?? new SpatialAgentOptions());

    /// <summary>The tools that it offers.</summary>
    public IReadOnlyList<AgentTool> Tools => _toolbox.Tools;

    /// <summary>What the model is called in sessions, and in the identity of a question.</summary>
    public string ModelName { get; } = Internal.ModelName.Of(model);

    /// <summary>Tokens that a reply may have.</summary>
    internal int MaxTokens => _options.MaxTokens;

    /// <summary>The model's servers, where there are several.</summary>
    internal EndpointPool? Servers { get; } = model.GetService<EndpointPool>();

    /// <summary>Where sessions are recorded; null: nowhere.</summary>
    public DataCollector? Collector => collector;

    /// <summary>The same about one image.</summary>
    /// <param name="image">Path of the image.</param>
    /// <param name="question">The question.</param>
    /// <param name="maxIterations">Iterations, from 1.</param>
    /// <param name="memory">Of an earlier result, for a follow-up question.</param>
    /// <param name="cancellationToken">Stops between two steps, and the request in flight.</param>
    /// <inheritdoc cref="SolveAsync(IReadOnlyList{string}, string, int, AgentMemory?, CancellationToken)" path="/exception"/>
    public Task<AgentResult> SolveAsync(
        string image, string question, int maxIterations = 3, AgentMemory? memory = null,
        CancellationToken cancellationToken = default) =>
        SolveAsync([image], question, maxIterations, memory, cancellationToken);

    /// <summary>
    /// Asks the model, runs the tools it calls, shows it what came of them, and so on until it answers in
    /// <c>&lt;answer&gt;</c> tags or the iterations are used up; then asks once more for the answer.
    /// </summary>
    /// <param name="images">Paths of the images; may be empty for a follow-up, which goes on with those of the
    /// memory.</param>
    /// <param name="question">The question.</param>
    /// <param name="maxIterations">Iterations, from 1.</param>
    /// <param name="memory">Of an earlier result, for a follow-up question.</param>
    /// <param name="cancellationToken">Stops between two steps, and the request in flight.</param>
    /// <exception cref="IOException">An image can't be read, or the session not be saved, for example because the disk
    /// is full.</exception>
    /// <exception cref="ModelException">The model can't be reached. The session is recorded as failed, with the
    /// reason.</exception>
    public Task<AgentResult> SolveAsync(
        IReadOnlyList<string> images, string question, int maxIterations = 3, AgentMemory? memory = null,
        CancellationToken cancellationToken = default) =>
        SolveAsync(images, question, maxIterations, memory, scoring: null, share: null, cancellationToken);

    /// <summary>The same, with who scores the answer and says whether its session is kept, and what it
    /// spends.</summary>
    internal async Task<AgentResult> SolveAsync(IReadOnlyList<string> images, string question, int maxIterations,
        AgentMemory? memory, AnswerScoring? scoring, SpendingShare? share, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maxIterations, 1);
        ArgumentNullException.ThrowIfNull(images);
        if (images.Count == 0 && memory is null)
            throw new ArgumentException("Give an image, or the memory of an earlier question.", nameof(images));
        AgentImage[] originals = [.. images.Count > 0
            ? images.Select(path => AgentImage.FromFile(path, _options.MaxPixels)) : memory!.Originals];
        AgentState state = new(question, originals, memory) { Share = share };
        CollectionSession? session =
            collector?.StartSession(question, [.. originals.Select(image => image.Path)], model: ModelName);
        (string? answer, int iterations) = await SolveAsync(state, session, maxIterations, cancellationToken)
            .ConfigureAwait(false);
        // What is answered is paid for: its write is not cancelled, and a full disk is not the question's failure.
        if (session is not null && collector!.AutoSave)
        {
            await DecideAsync(session, state, answer, iterations, scoring, cancellationToken).ConfigureAwait(false);
        }

        return Result(state, session, answer, iterations);
    }

    private async Task<(string? Answer, int Iterations)> SolveAsync(AgentState state, CollectionSession? session,
        int maxIterations, CancellationToken cancellationToken)
    {
        try
        {
            (string? answer, int iterations) = await IterateAsync(state, session, maxIterations, cancellationToken)
                .ConfigureAwait(false);
            answer ??= await ConcludeAsync(state, session, iterations + 1, cancellationToken).ConfigureAwait(false);
            return (answer, iterations);
        }
        catch (Exception problem) when (session is { IsOpen: true })
        {
            // An interruption, a wrong key, a spent budget or a full disk says nothing about the question, which can
            // be asked again.
            if (cancellationToken.IsCancellationRequested
                || problem is ModelException { StopsRun: true } or BudgetSpentException
                || session.IsWriteFailure(problem)) session.Abandon();
            else await FailAsync(session, TerminalText.Message(problem), ModelException.MayPass(problem))
                .ConfigureAwait(false);
            throw;
        }
    }

    private async Task<(string? Answer, int Iterations)> IterateAsync(AgentState state, CollectionSession? session,
        int last, CancellationToken cancellationToken)
    {
        int iteration = 1;
        for (; ; iteration++)
        {
            string prompt = AgentPrompt.Iteration(state, _options, _toolbox.Tools, iteration, last);
            (string reply, IReadOnlyList<ToolRequest> requests) =
                await AskAsync(state, session, prompt, iteration, type: null, cancellationToken).ConfigureAwait(false);
            if (AnswerIn(reply) is { } answer) return (answer, iteration);
            IReadOnlyList<string> results =
                await _toolbox.RunAsync(state, session, requests, iteration, cancellationToken).ConfigureAwait(false);
            state.Log.Add((iteration, reply, results));
            if (iteration == last) return (null, iteration);
        }
    }

    private async Task<string?> ConcludeAsync(AgentState state, CollectionSession? session, int iteration,
        CancellationToken cancellationToken)
    {
        bool seen = state.UsedTools.Count > 0;
        string prompt = seen ? AgentPrompt.Synthesis(state, _options) : AgentPrompt.Fallback(state, _options);
        (string reply, _) = await AskAsync(state, session, prompt, iteration, seen ? "final_synthesis" : "fallback",
            cancellationToken).ConfigureAwait(false);
        return AnswerIn(reply);
    }

    // In tags; a boxed number alone does not end a session.
    private static string? AnswerIn(string reply) => AnswerText.FindTagged(reply);

    private static AgentTool[] With(IReadOnlyList<AgentTool> tools, SpatialAgentOptions options) =>
        [.. tools.Select(tool => tool.With(options.BoxUnits, options.MinSide))];

    private async Task<(string Reply, IReadOnlyList<ToolRequest> Requests)> AskAsync(
        AgentState state, CollectionSession? session, string prompt, int iteration, string? type,
        CancellationToken cancellationToken)
    {
        IReadOnlyList<AgentImage> shown = state.Shown(_options);
        List<AIContent> contents = [new TextContent(prompt), .. shown.Select(image => image.Content)];
        state.Prompts.Add(prompt);

        long clock = _options.TimeProvider.GetTimestamp();
        ChatMessage[] messages = [new(ChatRole.User, contents)];
        ChatOptions request = new SpendingRequest(
            new() { Temperature = _options.Temperature, MaxOutputTokens = _options.MaxTokens })
        { Share = state.Share };
        Task<ChatResponse> Send() => Telemetry.AskAsync(ModelName, messages, _options.TellContent, () =>
            TimedCall.AskAsync(model, messages, request, _options.RequestTimeout, $"iteration {iteration}",
                _options.TimeProvider, cancellationToken));
        ChatResponse response =
            await (state.Share?.AskAsync(Send, cancellationToken) ?? Send()).ConfigureAwait(false);
        // What was kept costs nothing.
        if (CachedModel.IsHit(response)) response.Usage = null;
        Reply reply = ReadReply(response, iteration);
        state.Tokens += reply.TotalTokens ?? 0;
        // A sample holds text: native calls are written into it, so that training sees them.
        string text = ConversationDialect.WithCalls(reply.Text, reply.NativeCalls.Count > 0 ? reply.Calls : []);
        session?.RecordInference(
            iteration, [.. shown.Select(image => image.Path)], prompt, text, state.Snapshot(type, reply),
            reply.FinishReason, reply.Reasoning, _options.TimeProvider.GetElapsedTime(clock),
            TokenCount.InSample(reply.Usage));
        return (text, reply.Calls);
    }

    // What can't be read ends a first reply; later, it is a text without calls, so that what was paid for goes on.
    private Reply ReadReply(ChatResponse response, int iteration)
    {
        try
        {
            return Reply.Of(response, _toolbox.Signatures);
        }
        catch (Exception) when (iteration > 1)
        {
            return new()
            {
                Text = response.Text,
                Calls = [],
                NativeCalls = [],
                Usage = response.Usage,
                FinishReason = response.FinishReason?.Value,
            };
        }
    }

    private static async Task FailAsync(CollectionSession session, string reason, bool mayPass = false)
    {
        try
        {
            await session.CloseFailedAsync(reason, mayPass, CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            // Its line can't be written: nothing is booked.
            session.Abandon();
            throw;
        }
    }

    private async Task DecideAsync(CollectionSession session, AgentState state, string? answer, int iterations,
        AnswerScoring? scoring, CancellationToken cancellationToken)
    {
        SavedSessions saved = scoring?.Saved ?? SavedSessions.Successful;
        (RewardScore? score, string? problem) = scoring is null ? (null, null)
            : await scoring.ScoreAsync(answer, cancellationToken).ConfigureAwait(false);
        (bool success, string? threw) = Holds(session, answer);
        // A rule that throws, or a judge that is down, says nothing about the answer: the question stays open.
        string? undecided = success && saved == SavedSessions.Correct ? problem : threw;
        string? refused = saved == SavedSessions.All ? null
            : answer is null ? "no <answer> in the final response"
            : undecided is not null ? undecided
            : !success ? "the rule of success does not hold"
            : saved == SavedSessions.Correct && score?.Success != true
                ? score is null ? "the answer has no score" : "the answer is not correct"
            : null;
        bool stopped = score is null && cancellationToken.IsCancellationRequested;
        if (refused is not null)
        {
            if (saved == SavedSessions.Correct && answer is not null && stopped)
            {
                // Stopped before there was a verdict: it is asked again.
                session.Abandon();
                cancellationToken.ThrowIfCancellationRequested();
            }

            if (undecided is null) Note();
            else scoring?.Undecided = undecided;
            await FailAsync(session, refused, mayPass: undecided is not null).ConfigureAwait(false);
            return;
        }

        JsonObject summary = Summary(state, iterations);
        scoring?.AddTo(summary, score, problem ?? threw);
        await session.CloseCompletedAsync(answer, summary, success, CancellationToken.None).ConfigureAwait(false);
        // A question whose score is noted is not asked again: until here its session could still be lost.
        Note();

        void Note()
        {
            if (stopped) return;
            scoring?.Note(session.SourceKey, answer is not null, score, iterations,
                state.Calls.Select(call => call["name"]?.GetValue<string>() ?? ""));
        }
    }

    private static (bool Success, string? Threw) Holds(CollectionSession session, string? answer)
    {
        try
        {
            return (answer is not null && session.IsSuccess(answer), null);
        }
        catch (Exception problem)
        {
            return (false, $"the rule of success threw: {TerminalText.Message(problem)}");
        }
    }

    // How pictures were sent is said where that is not as they are stored.
    private JsonObject Summary(AgentState state, int iterations)
    {
        JsonObject summary = new()
        {
            ["iterations"] = iterations,
            ["num_tool_calls"] = state.Calls.Count,
            ["used_tools"] = new JsonArray([.. state.UsedTools.Select(key => (JsonNode)key)]),
            ["num_additional_images"] = state.MadeImages.Count(),
        };
        if (state.Originals.Any(image => image.IsOnWhite)) summary["on_white"] = true;
        if (_options.MaxPixels is { } most) summary["max_pixels"] = most;
        return summary;
    }

    private static AgentResult Result(AgentState state, CollectionSession? session, string? answer, int iterations) =>
        new()
        {
            Answer = answer,
            ToolCalls = state.Calls,
            ToolResults = state.Results,
            UsedTools = state.UsedTools,
            AdditionalImages = [.. state.MadeImages],
            Iterations = iterations,
            Tokens = state.Tokens,
            Prompts = state.Prompts,
            Session = session,
            Memory = new AgentMemory([.. state.Earlier, (state.Question, answer)], state.Originals, state.FromTools),
        };
}
