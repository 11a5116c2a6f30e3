using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.AI.Evaluation;

namespace SPAgent;

/// <summary>A reward as an evaluator.</summary>
internal sealed class RewardEvaluator(IReward reward) : IEvaluator
{
    public IReadOnlyCollection<string> EvaluationMetricNames => [reward.Name];

    public async ValueTask<EvaluationResult> EvaluateAsync(IEnumerable<ChatMessage> messages,
        ChatResponse modelResponse, ChatConfiguration? chatConfiguration = null,
        IEnumerable<EvaluationContext>? additionalContext = null, CancellationToken cancellationToken = default)
    {
        RewardContext context = Context([.. messages], modelResponse,
            additionalContext?.OfType<DatasetRowContext>().FirstOrDefault()?.Row ?? JsonElement.Parse("{}"u8));
        RewardScore? score = reward is IAsyncReward asking
            ? await asking.ScoreAsync(context, cancellationToken).ConfigureAwait(false)
            : reward.Score(context.Answer, context.Row);
        NumericMetric metric = new(reward.Name, score?.Score,
            context.Judgements.LastOrDefault(one => one.Reason is not null)?.Reason);
        if (score is null)
        {
            metric.AddDiagnostics(EvaluationDiagnostic.Warning(
                context.Judgements.LastOrDefault(one => one.Problem is not null)?.Problem
                    ?? "The row holds no truth to compare with; give it as a DatasetRowContext."));
        }
        else if (!score.ParseSuccess)
        {
            metric.AddDiagnostics(EvaluationDiagnostic.Informational("No answer could be read in the response."));
        }

        foreach ((string name, double figure) in score?.Metrics ?? [])
            metric.AddOrUpdateMetadata(name, figure.ToString("R", CultureInfo.InvariantCulture));
        if (context.Judgements.Sum(one => one.Tokens) is > 0 and var tokens)
            metric.AddOrUpdateMetadata("judge_tokens", tokens.ToString(CultureInfo.InvariantCulture));
        return new EvaluationResult(metric);
    }

    private static RewardContext Context(IReadOnlyList<ChatMessage> messages, ChatResponse response, JsonElement row)
    {
        DataContent[] pictures = [.. messages.SelectMany(message => message.Contents).OfType<DataContent>()];
        string[] replies =
            [.. messages.Where(message => message.Role == ChatRole.Assistant).Select(message => message.Text),
                response.Text];
        return new RewardContext
        {
            Row = row,
            Answer = response.Text,
            Prompt = new InitialPrompt { System = Text(ChatRole.System), User = Text(ChatRole.User) },
            Conversation = [.. replies.Select((reply, at) => new ConversationTurn { Turn = at + 1, Response = reply })],
            Pictures = _ => Task.FromResult<IReadOnlyList<DataContent>>(pictures),
        };

        string Text(ChatRole role) => string.Join("\n\n",
            messages.Where(message => message.Role == role).Select(message => message.Text));
    }
}
