using System.Text.Json;
using Microsoft.Extensions.AI;

namespace SPAgent;

/// <summary>What a distillation refuses before it asks anything.</summary>
internal static class RunDemands
{
    /// <exception cref="DistillationException">Options do not go together; the message names them.</exception>
    public static void Check(IChatClient model, DistillationOptions options, IAnswerSource? elsewhere)
    {
        DemandDifferentAnswers(model, options);
        DemandDividedOnce(options);
        if (options.Batch) DemandFitForBatch(model, options, elsewhere);
    }

    // At temperature 0 all answers to a row are the same, and paid for.
    private static void DemandDifferentAnswers(IChatClient model, DistillationOptions options)
    {
        if (options.Rollouts == 1 || options.Force) return;
        // What the user gave for every request wins.
        double temperature = model.GetService<RequestExtras>()?.Body is { } body
            && body.TryGetProperty("temperature", out JsonElement given)
            && given.ValueKind == JsonValueKind.Number ? given.GetDouble() : options.Temperature;
        if (temperature > 0) return;
        throw new DistillationException(
            $"At temperature 0 the {options.Rollouts} rollouts of a row would say the same. " +
            "Set a temperature above 0 (--temperature), or go on all the same with Force (--force).");
    }

    // Its draws depend on all answers so far, which no shard knows.
    private static void DemandDividedOnce(DistillationOptions options)
    {
        if (options.Shard is null || options.Strategy != SamplingStrategy.Adaptive) return;
        throw new DistillationException(
            $"The adaptive strategy draws by all answers so far, and shard {options.Shard} knows its own alone. "
            + "Take another strategy, or no shards (--strategy, --shard).");
    }

    /// <summary>A run without truth would be paid for and never scored.</summary>
    public static void CheckTruth(ImageDataset dataset, DistillationOptions options)
    {
        if (options.Reward is not { } reward || dataset.Count == 0) return;
        string[] there = [.. dataset.Columns.Select(column => column.Name)],
            missing = [.. reward.TruthColumns.Except(there)];
        if (missing.Length == 0) return;
        throw new DistillationException(
            $"{dataset.Path}: the reward {reward.Name} needs the column {string.Join(" and ", missing)}, which is not "
            + $"there (columns: {string.Join(", ", there)}). " +
            "Name the column of the truth, or take another reward, or none (--answer-column, --reward).");
    }

    // All requests are sent at once, so that none can depend on another.
    private static void DemandFitForBatch(IChatClient model, DistillationOptions options, IAnswerSource? elsewhere)
    {
        string? problem = model is not OpenAICompatibleClient
                ? "needs one OpenAI-compatible server: not the simulated model, several servers, a cache or a "
                    + "recording (--model, --base-url, --cache)"
            : options.Tools.Count > 0 ? "has no tools: give --tools none"
            : options.MaxTurns > 1 ? "asks each row once: give --turns 1"
            : options.StopWhenSolved is not null ? "asks for all rollouts at once: leave out --stop-when-solved"
            : options.Strategy == SamplingStrategy.Adaptive
                ? "asks all rows at once, and adaptive draws by answers: take another --strategy"
            : (options.Budget?.MaxTokensTotal ?? options.Budget?.MaxCost) is not null
                ? "sends all requests at once, which no budget can stop: leave out --max-tokens-total and --max-cost, "
                    + "and set --samples"
            : elsewhere is not null ? "is asked by one process: leave out --queue" : null;
        if (problem is not null) throw new DistillationException($"A batch (--batch) {problem}.");
    }
}
