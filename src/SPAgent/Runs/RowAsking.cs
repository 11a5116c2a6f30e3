using System.Diagnostics;
using System.Text.Json;
using Microsoft.Extensions.AI;

namespace SPAgent;

/// <summary>
/// Asks a model about rows, and hands on what came of it: traces to the disk, failures to the log, figures to the
/// tally.
/// </summary>
internal sealed class RowAsking(
    Conversation conversation, ImageDataset dataset, RolloutWork work, TraceStore traces, RowScores scores,
    PendingTraces pending, SampleFailures failures, FailureStreak streak, RunTally tally, RunSpending spending,
    Draining draining, DistillationOptions options, ElsewhereAnswers? elsewhere)
{
    /// <summary>What the first answer of a task is asked for with.</summary>
    public (IReadOnlyList<ChatMessage> Messages, ChatOptions Request) FirstRequest(RowTask task)
    {
        DatasetRow row = dataset[task.Place];
        using SpendingShare share = spending.Begin(new(new(task.Row, task.Rollouts[0])))!;
        return conversation.FirstRequest(
            row, JsonElement.Parse(row.ToJson()), dataset.RowsPath, task.Rollouts[0], share);
    }

    /// <summary>Asks for the rollouts of a task, one after another, until its row is solved.</summary>
    public async ValueTask AskAsync(RowTask task, CancellationToken stop)
    {
        int successes = options.StopWhenSolved is null ? 0
            : work.FinishedOf(task.Row).Count(name => traces.TryLoad(name).Trace is { } trace && scores.Add(trace));
        foreach ((int index, int rollout) in task.Rollouts.Index())
        {
            if (successes >= options.StopWhenSolved)
            {
                tally.Spare(task.Rollouts.Count - index);
                return;
            }

            if (index > 0 && draining.Ends()) return;
            if (await AnswerAsync(task, rollout, stop).ConfigureAwait(false)) successes++;
        }
    }

    // Whether the answer is a success.
    private async Task<bool> AnswerAsync(RowTask task, int rollout, CancellationToken stop)
    {
        TraceName name = new(task.Row, rollout);
        using SpendingShare? share = elsewhere is null ? spending.Begin(new(name))
            : await elsewhere.BeginAsync(name, stop).ConfigureAwait(false);
        if (share is null) return false;
        using Activity? activity = Telemetry.Row(name);
        GivenAnswer given;
        Trace trace;
        try
        {
            given = elsewhere is null ? await HereAsync(task, rollout, share, stop).ConfigureAwait(false)
                : await elsewhere.AnswerAsync(task, rollout, share, stop).ConfigureAwait(false);
            if (given.Trace is null)
            {
                activity?.SetStatus(ActivityStatusCode.Error);
                Fail(name, given.Problem!, given.MayPass
                    ? new TimeoutException(given.Problem) : new InvalidDataException(given.Problem), "elsewhere");
                if (given.Settled is { } booked) await booked().ConfigureAwait(false);
                return false;
            }

            trace = given.Trace;
            share.Keep();
        }
        catch (NotAskedException)
        {
            return false;
        }
        catch (Exception problem) when (!stop.IsCancellationRequested && !FailureStreak.StopsRun(problem))
        {
            activity?.SetStatus(ActivityStatusCode.Error);
            Fail(name, TerminalText.Message(problem), problem);
            return false;
        }

        tally.TellUnreported(spending, options.MaxTokens);
        Telemetry.Ended("done");
        tally.AddHits(share.Hits);
        await pending.AddAsync(trace, given).ConfigureAwait(false);
        streak.Answered();
        return scores.Add(trace);
    }

    private async Task<GivenAnswer> HereAsync(RowTask task, int rollout, SpendingShare share, CancellationToken stop)
    {
        DatasetRow row = dataset[task.Place];
        return new()
        {
            Trace = await conversation.RunAsync(row, JsonElement.Parse(row.ToJson()), dataset.ImageColumn,
                dataset.RowsPath, rollout, share, stop).ConfigureAwait(false),
        };
    }

    private void Fail(TraceName name, string reason, Exception problem, string? kind = null)
    {
        Telemetry.Ended("failed");
        tally.AddFailure(name, kind ?? RunLog.Kind(problem), reason);
        DateTimeOffset time = options.TimeProvider.GetUtcNow();
        streak.Failed(problem, () => failures.Add(name, reason, time, ModelException.MayPass(problem)), name.Row);
    }
}
