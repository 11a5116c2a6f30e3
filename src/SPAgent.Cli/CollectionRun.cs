using Microsoft.Extensions.AI;

namespace SPAgent.Cli;

/// <summary>Asks many questions at once; one that is answered or failed already is not paid for again.</summary>
internal sealed class CollectionRun(SpatialAgent agent, DataCollector collector, IChatClient model, int iterations, bool retryFailed)
{
    public async Task<CollectionRunSummary> ExecuteAsync(IReadOnlyList<CollectionQuestion> questions, int workers, CancellationToken cancellationToken)
    {
        string? name = model.GetService<ChatClientMetadata>()?.DefaultModelId;
        int known = 0, failed = 0;
        string?[] answers = new string?[questions.Count];
        ParallelOptions bounds = new() { MaxDegreeOfParallelism = workers, CancellationToken = cancellationToken };
        await Parallel.ForAsync(0, questions.Count, bounds, async (i, stop) =>
        {
            CollectionQuestion asked = questions[i];
            if (collector.IsKnown(DataCollector.SourceKey(asked.Question, asked.Images, name), countFailed: !retryFailed))
            {
                Interlocked.Increment(ref known);
                return;
            }

            try
            {
                answers[i] = (await agent.SolveAsync(asked.Images, asked.Question, iterations, cancellationToken: stop)).Answer;
                if (answers[i] is null) Interlocked.Increment(ref failed);
            }
            catch (Exception problem) when (!stop.IsCancellationRequested && problem is not ModelException { StopsRun: true })
            {
                Interlocked.Increment(ref failed);
                CommandRunner.Say($"spagent: {asked.Question}: {problem.Message}");
            }
        });
        await collector.SaveStatisticsAsync(cancellationToken);
        string[] given = [.. answers.OfType<string>()];
        return new CollectionRunSummary(Path.GetFullPath(collector.Path), questions.Count, known, given.Length, failed, given);
    }
}
