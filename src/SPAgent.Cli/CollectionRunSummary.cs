namespace SPAgent.Cli;

/// <summary>What a run of <c>spagent collect</c> did.</summary>
internal sealed record CollectionRunSummary(string Output, int Questions, int Known, int Answered, int Failed, IReadOnlyList<string> Answers)
{
    public override string ToString() =>
        $"{(Answers is [var only] ? $"{only}\n" : "")}{Answered} of {Questions} questions answered ({Known} were known, {Failed} failed); sessions in {Output}";
}
