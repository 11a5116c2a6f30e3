using System.Text.Json;
using Microsoft.Extensions.AI;

namespace SPAgent;

/// <summary>What an <see cref="IAsyncReward"/> scores, and where it keeps what it asked.</summary>
[TypeFormatterSource]
public sealed class RewardContext
{
    private readonly List<Judgement> _judgements = [];

    /// <summary>The row of the dataset without its image: a JSON object. It may hold the truth.</summary>
    public required JsonElement Row { get; init; }

    /// <summary>The final response, thoughts included.</summary>
    public required string Answer { get; init; }

    /// <summary>What the model was told; null where that is not known.</summary>
    public InitialPrompt? Prompt { get; init; }

    /// <summary>The model's replies, in order; empty where they are not known.</summary>
    public IReadOnlyList<ConversationTurn> Conversation { get; init; } = [];

    /// <summary>The tool calls, in order.</summary>
    public IReadOnlyList<ToolCall> ToolCalls { get; init; } = [];

    /// <summary>Gets the row's pictures as the model was sent them; null where there is no way to them.</summary>
    public Func<CancellationToken, Task<IReadOnlyList<DataContent>>>? Pictures { get; init; }

    /// <summary>
    /// What was asked about this answer, in this scoring or an earlier one. A verdict that stands here needs not be
    /// paid for again.
    /// </summary>
    public IReadOnlyList<Judgement> Judgements
    {
        get
        {
            lock (_judgements) return [.. _judgements];
        }
    }

    /// <summary>The context of a trace, with what was asked about it earlier.</summary>
    /// <param name="trace">The trace.</param>
    /// <param name="pictures">Gets the row's pictures; null where there is no way to them.</param>
    public static RewardContext Of(
        Trace trace, Func<CancellationToken, Task<IReadOnlyList<DataContent>>>? pictures = null)
    {
        ArgumentNullException.ThrowIfNull(trace);
        RewardContext context = new()
        {
            Row = trace.SampleData,
            Answer = trace.FinalResponse,
            Prompt = trace.InitialPrompt,
            Conversation = trace.Turns,
            ToolCalls = trace.ToolCalls,
            Pictures = pictures,
        };
        // Notes of failures are of the time when they were written; what was replied is kept.
        foreach (Judgement earlier in trace.Judgements.Where(one => one.Replies.Count > 0)) context.Keep(earlier);
        return context;
    }

    /// <summary>Keeps what was asked; it stands in the trace from then on. Replaces what was kept of the same
    /// request.</summary>
    public void Keep(Judgement judgement)
    {
        ArgumentNullException.ThrowIfNull(judgement);
        lock (_judgements)
        {
            if (judgement.RequestSha256 is { } request)
                _judgements.RemoveAll(one => one.RequestSha256 == request && one.Reward == judgement.Reward);
            _judgements.Add(judgement);
        }
    }

    /// <summary>The row's pictures as the model was sent them.</summary>
    /// <exception cref="InvalidOperationException">There is no way to them.</exception>
    /// <exception cref="DatasetException">The dataset has no such row or picture.</exception>
    public Task<IReadOnlyList<DataContent>> PicturesAsync(CancellationToken cancellationToken = default) =>
        Pictures is null
            ? throw new InvalidOperationException(
                "The reward asks for the pictures of the row, and there is no way to them. Give the dataset "
                + "(--dataset).")
            : Pictures(cancellationToken);
}
