namespace SPAgent.Internal;

/// <summary>Where the answers of a run come from when other processes hold its conversations.</summary>
public interface IAnswerSource
{
    /// <summary>Answers that may be asked for and not there at once; from 1.</summary>
    int Window { get; }

    /// <summary>Who answers, in words: workers, what they hold, their rate; null where it is not known.</summary>
    string? Status { get; }

    /// <summary>Called once, when the folder is claimed and its <c>run.json</c> is there, before anything is
    /// asked.</summary>
    Task BeginAsync(AnswerOrder order, CancellationToken cancellationToken);

    /// <summary>Gets an answer. A failed one is a result like any other.</summary>
    /// <exception cref="DistillationException">The run can't go on.</exception>
    Task<GivenAnswer> AnswerAsync(AskedAnswer asked, CancellationToken cancellationToken);

    /// <summary>Called once when nothing more is asked, however the run ended.</summary>
    /// <param name="complete">Whether every answer is there or failed.</param>
    Task EndAsync(bool complete);
}
