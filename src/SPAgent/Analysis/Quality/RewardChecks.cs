namespace SPAgent;

/// <summary>The score that is stored is not the one that the response and the row give.</summary>
internal sealed class RewardChangedCheck : QualityCheck
{
    private const double Tolerance = 1e-6;

    public override string Name => "reward_changed";

    public override IEnumerable<Finding> Check(Trace trace)
    {
        if (trace.Reward is not { } stored || stored["distance@km"] is null) return [];
        IEnumerable<RewardScore> scores = ((GeoGuessrReward[])[new(), new() { Linear = true }])
            .Select(reward => reward.Score(trace.FinalResponse, trace.SampleData)).OfType<RewardScore>();
        double[] fresh = [.. scores.Select(score => score.Score)];
        return fresh.Length == 0 || Array.Exists(fresh, score => Math.Abs(score - stored.Score) <= Tolerance) ? []
            : [
                Found(trace, Severity.Error,
                    FormattableString.Invariant(
                        $"The stored score is {stored.Score:0.######}, computed anew it is {fresh[0]:0.######}."),
                            "Run spagent rescore on the folder.")];
    }
}

/// <summary>The reference parser reads other coordinates than a person would.</summary>
internal sealed class CoordinatesCheck : QualityCheck
{
    private const double FarKm = 1;

    public override string Name => "coordinates_read_differently";

    public override IEnumerable<Finding> Check(Trace trace)
    {
        if (trace.Reward?["distance@km"] is null || AnswerText.Find(trace.FinalResponse) is not { } answer) return [];
        if (HumanCoordinateParser.Read(answer) is not (double latitude, double longitude, string reason)) return [];
        CoordinateReading reading = CoordinateReader.Read(AnswerText.Spoken(trace.FinalResponse));
        if (reading.Success
            && GeoGuessrReward.DistanceKm(reading.Latitude, reading.Longitude, latitude, longitude) <= FarKm) return [];
        string read = reading.Success
            ? FormattableString.Invariant($"{reading.Latitude:0.####}, {reading.Longitude:0.####}") : "nothing";
        return
        [
            Found(trace, Severity.Warning,
                FormattableString.Invariant(
                    $"The reward reads {read} in the answer, which means {latitude:0.####}, {longitude:0.####} ({reason})."),
                "Ask for decimal degrees; the score of this trace says little.", LastTurn(trace), Quote(answer)),
        ];
    }
}
