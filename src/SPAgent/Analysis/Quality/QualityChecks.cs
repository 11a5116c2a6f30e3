namespace SPAgent;

/// <summary>All checks of single traces and sessions, the built-in ones and the caller's own.</summary>
internal sealed class QualityChecks(QualityOptions options)
{
    private readonly QualityCheck[] _checks =
    [
        new NoTurnsCheck(), new NoAnswerCheck(), new ShortAnswerCheck(options.ShortAnswerCharacters),
        new LeakedAnswerCheck(), new RefusalCheck(),
        new TruncatedResponseCheck(), new RepeatedTurnCheck(), new ToolErrorsCheck(), new PlaceholderCheck(),
        new SecretsCheck(),
        new RewardChangedCheck(), new NoVerdictCheck(), new CoordinatesCheck(), new CropCheck(options.Images),
        new ThinCropCheck(),
        new MadeUpResultCheck(), new IdenticalObservationCheck(options.Images),
        new SampleCountCheck(), new TimestampsCheck(), new StoredAsTextCheck(), new MissingImageCheck(),
        .. options.Checks,
    ];

    public List<Finding> Of(Trace trace) =>
        [.. _checks.SelectMany(check => Guarded(check, QualityCheck.PlaceOf(trace), () => check.Check(trace)))];

    public List<Finding> Of(CollectedSession session) =>
        [.. _checks.SelectMany(check => Guarded(check, QualityCheck.PlaceOf(session), () => check.Check(session)))];

    /// <summary>What can't be read at all.</summary>
    public static Finding Unreadable(string place, string problem) =>
        new() { Check = "unreadable", Severity = Severity.Error, Place = place, What = problem, Remedy = "" };

    /// <summary>What repeats the question of an earlier one about the same picture.</summary>
    public static Finding Duplicate(string place, string first) => new()
    {
        Check = "duplicate_question",
        Severity = Severity.Warning,
        Place = place,
        What = $"It asks the same about the same picture as {first}.",
        Remedy = "Keep one of them.",
        Evidence = [first],
    };

    // A check that throws is a finding about the check; the others go on.
    private static List<Finding> Guarded(QualityCheck check, string place, Func<IEnumerable<Finding>> look)
    {
        try
        {
            return [.. look()];
        }
        catch (Exception failed) when (failed is not OperationCanceledException)
        {
            return
            [
                new Finding { Check = check.Name, Severity = Severity.Error, Place = place,
                    What = $"The check failed on it: {failed.GetType().Name}: {failed.Message}",
                    Remedy = "Mend the check." },
            ];
        }
    }
}
