using System.Diagnostics;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.AI;

namespace SPAgent;

/// <summary>
/// What a run tells of itself by OpenTelemetry, in the names of the GenAI semantic conventions: a span for the run,
/// each conversation, each request and each tool call; tokens, durations and outcomes. Costs next to nothing while
/// nobody listens. Prompts, replies and pictures are told only where that was asked for, keys never.
/// </summary>
internal static class Telemetry
{
    /// <summary>Name of source and meter.</summary>
    public const string Name = "SPAgent";

    private static readonly ActivitySource s_source = new(Name);
    private static readonly Meter s_meter = new(Name);
    private static readonly Histogram<long> s_tokens = s_meter.CreateHistogram<long>(
        "gen_ai.client.token.usage", "{token}", "Tokens of a request and of its reply.");
    private static readonly Histogram<double> s_duration = s_meter.CreateHistogram<double>(
        "gen_ai.client.operation.duration", "s", "Time of a request, repeated attempts included.");
    private static readonly Counter<long> s_samples = s_meter.CreateCounter<long>(
        "spagent.samples", "{sample}", "Samples that ended, by outcome.");
    private static readonly Counter<long> s_retries = s_meter.CreateCounter<long>(
        "spagent.retries", "{request}", "Requests that were sent again.");

    /// <summary>A run; ended when it is disposed of.</summary>
    public static Activity? Run(string kind, string model) =>
        s_source.StartActivity($"{kind} {model}")?.SetTag("gen_ai.request.model", model);

    /// <summary>The conversation about a row.</summary>
    public static Activity? Row(TraceName name) => s_source.StartActivity("row")
        ?.SetTag("spagent.row", name.Row).SetTag("spagent.rollout", name.Rollout);

    /// <summary>The conversation about a question of a collection.</summary>
    public static Activity? Question(string sourceKey) => s_source.StartActivity("question")
        ?.SetTag("spagent.source_key", sourceKey);

    /// <summary>A call of a tool.</summary>
    public static Activity? Tool(string tool) => s_source.StartActivity($"execute_tool {tool}")
        ?.SetTag("gen_ai.operation.name", "execute_tool").SetTag("gen_ai.tool.name", tool);

    /// <summary>Notes how a sample ended: <c>done</c> or <c>failed</c>.</summary>
    public static void Ended(string outcome) => s_samples.Add(1, new KeyValuePair<string, object?>("outcome", outcome));

    /// <summary>Sends a request.</summary>
    /// <param name="model">Name of the model.</param>
    /// <param name="messages">The conversation.</param>
    /// <param name="content">Whether prompt and reply are told.</param>
    /// <param name="ask">Sends it.</param>
    public static async Task<ChatResponse> AskAsync(
        string model, IReadOnlyList<ChatMessage> messages, bool content, Func<Task<ChatResponse>> ask)
    {
        using Activity? activity = s_source.StartActivity($"chat {model}", ActivityKind.Client);
        activity?.SetTag("gen_ai.operation.name", "chat").SetTag("gen_ai.request.model", model);
        if (content) activity?.SetTag("gen_ai.input.messages", messages[^1].Text);
        long start = Stopwatch.GetTimestamp();
        try
        {
            ChatResponse response = await ask().ConfigureAwait(false);
            Note(activity, model, response, content);
            return response;
        }
        catch (Exception problem)
        {
            activity?.SetStatus(ActivityStatusCode.Error)
                .SetTag("error.type", problem is ModelException known ? known.Kind.ToString() : problem.GetType().Name);
            throw;
        }
        finally
        {
            s_duration.Record(Stopwatch.GetElapsedTime(start).TotalSeconds, Of(model));
        }
    }

    private static void Note(Activity? activity, string model, ChatResponse response, bool content)
    {
        if (response.Usage is { } usage)
        {
            activity?.SetTag("gen_ai.usage.input_tokens", usage.InputTokenCount)
                .SetTag("gen_ai.usage.output_tokens", usage.OutputTokenCount);
            Count(usage.InputTokenCount, "input");
            Count(usage.OutputTokenCount, "output");
        }

        if (response.FinishReason is { } reason)
            activity?.SetTag("gen_ai.response.finish_reasons", (string[])[reason.Value]);
        if (content) activity?.SetTag("gen_ai.output.messages", response.Text);
        if (response.AdditionalProperties?.GetValueOrDefault("attempts") is int attempts and > 1)
            s_retries.Add(attempts - 1, Of(model));

        void Count(long? tokens, string type)
        {
            if (tokens is { } count) s_tokens.Record(count, Of(model), new("gen_ai.token.type", type));
        }
    }

    private static KeyValuePair<string, object?> Of(string model) => new("gen_ai.request.model", model);
}
