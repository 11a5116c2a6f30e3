using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Serialization;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.AI.Evaluation;

namespace SPAgent;

/// <summary>A metric of an evaluator as a reward.</summary>
internal sealed class EvaluatorReward(IEvaluator evaluator, string metric, ChatConfiguration? chat) : IAsyncReward
{
    /// <inheritdoc/>
    public string Name => "evaluator";

    /// <summary>The evaluator's type.</summary>
    public string Evaluator => evaluator.GetType().FullName ?? evaluator.GetType().Name;

    /// <summary>The metric that counts.</summary>
    public string Metric => metric;

    /// <summary>The model that it asks; null for none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Judge => chat is null ? null : ModelName.Of(chat.ChatClient);

    /// <summary>The metric's value that is a reward of 0.</summary>
    public required double Lowest { get; init; }

    /// <summary>The metric's value that is a reward of 1.</summary>
    public required double Highest { get; init; }

    /// <summary>Whether the evaluator is sent the row's pictures.</summary>
    public required bool SendsPictures { get; init; }

    public async Task<RewardScore?> ScoreAsync(RewardContext context, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(context);
        IReadOnlyList<DataContent> pictures = SendsPictures
            ? await context.PicturesAsync(cancellationToken).ConfigureAwait(false) : [];
        List<ChatMessage> messages = Messages(context, pictures);
        string key = RequestHash(messages, context, pictures);
        Judgement? before =
            context.Judgements.FirstOrDefault(one => one.Reward == Name && one.RequestSha256 == key);
        if (before is { Score: { } known })
        {
            context.Keep(before);
            return new RewardScore { Score = known, ParseSuccess = true };
        }

        // Not disposed of: it would take its owner's model along.
        RecordingClient? recorder = chat is null ? null : new(chat.ChatClient);
        Judgement judgement = new() { Reward = Name, Judge = Judge, RequestSha256 = key };
        string problem = "The evaluator failed.";
        try
        {
            EvaluationResult result = await evaluator.EvaluateAsync(
                messages, new ChatResponse(new ChatMessage(ChatRole.Assistant, context.Answer)),
                recorder is null ? null : new ChatConfiguration(recorder), [new DatasetRowContext(context.Row)],
                cancellationToken).ConfigureAwait(false);
            EvaluationMetric found = result.Metrics.TryGetValue(metric, out EvaluationMetric? given) ? given
                : throw new InvalidOperationException($"{Evaluator} gave no metric \"{metric}\".");
            double? score = Score(found);
            problem = score is not null ? ""
                : $"{Evaluator} gave no value for {metric}"
                    + $"{string.Concat((found.Diagnostics ?? []).Select(one => $": {one.Message}"))}.";
            judgement = judgement with { Score = score, Reason = found.Reason };
            return score is { } value ? new RewardScore { Score = value, ParseSuccess = true } : null;
        }
        finally
        {
            // Also where it failed: what was asked is paid for, earlier too. Without a model nothing was.
            if (recorder is not null || problem.Length > 0)
            {
                context.Keep(judgement with
                {
                    Problem = problem.Length > 0 ? problem : null,
                    Prompt = recorder?.Prompt ?? before?.Prompt,
                    Replies = [.. before?.Replies ?? [], .. recorder?.Replies ?? []],
                });
            }
        }
    }

    private double? Score(EvaluationMetric found)
    {
        double? value = found switch
        {
            NumericMetric number => number.Value,
            BooleanMetric flag => flag.Value is { } yes ? yes ? Highest : Lowest : null,
            _ => throw new InvalidOperationException($"The metric {metric} of {Evaluator} is no number."),
        };
        double? score = (value - Lowest) / (Highest - Lowest);
        return score is null or (>= 0 and <= 1) ? score
            : throw new InvalidOperationException($"The metric {metric} of {Evaluator} is {value}, which is not from "
                + $"{Lowest} to {Highest}. Say which values are a reward of 0 and of 1.");
    }

    private static List<ChatMessage> Messages(RewardContext context, IReadOnlyList<DataContent> pictures)
    {
        List<ChatMessage> messages = [];
        if (context.Prompt is { System.Length: > 0 } prompt) messages.Add(new(ChatRole.System, prompt.System));
        messages.Add(new(ChatRole.User, [new TextContent(context.Prompt?.User ?? ""), .. pictures]));
        // The last reply is the response itself.
        foreach (ConversationTurn turn in context.Conversation.SkipLast(1))
        {
            messages.Add(new(ChatRole.Assistant, turn.Response));
            foreach (ToolCall call in context.ToolCalls.Where(call => call.Turn == turn.Turn))
                messages.Add(new(ChatRole.User, $"{call.Name}: {call.Message}"));
        }

        return messages;
    }

    private string RequestHash(List<ChatMessage> messages, RewardContext context, IReadOnlyList<DataContent> pictures)
    {
        string[] parts = [Evaluator, metric, Judge ?? "", context.Row.GetRawText(), context.Answer,
            .. messages.Select(message => $"{message.Role}\n{message.Text}"),
            .. pictures.Select(picture => Convert.ToHexStringLower(SHA256.HashData(picture.Data.Span)))];
        string text = string.Concat(parts.Select(part => $"{part.Length}\n{part}\n"));
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
    }

    /// <summary>Writes down what is asked and replied.</summary>
    private sealed class RecordingClient(IChatClient model) : DelegatingChatClient(model)
    {
        private readonly Lock _writing = new();
        private readonly List<JudgeReply> _replies = [];
        private readonly StringBuilder _prompt = new();

        public string? Prompt
        {
            get
            {
                lock (_writing) return _prompt.Length == 0 ? null : _prompt.ToString();
            }
        }

        public IReadOnlyList<JudgeReply> Replies
        {
            get
            {
                lock (_writing) return [.. _replies];
            }
        }

        public override async Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages,
            ChatOptions? options = null, CancellationToken cancellationToken = default)
        {
            ChatMessage[] asked = [.. messages];
            ChatResponse response =
                await base.GetResponseAsync(asked, options, cancellationToken).ConfigureAwait(false);
            lock (_writing)
            {
                foreach (ChatMessage message in asked)
                    _prompt.Append(_prompt.Length > 0 ? "\n\n" : "").Append(message.Text);
                _replies.Add(JudgeReply.Of(response));
            }

            return response;
        }
    }
}
