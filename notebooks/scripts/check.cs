#!/usr/bin/env dotnet
#:project ../../src/SPAgent.Report
#:property PublishAot=false

// Looks for what would harm training, with a check of one's own beside those that are built in. Exit code 1 when there is something.
//   dotnet run --file notebooks/scripts/check.cs -- traces
using SPAgent;

if (args is not [var folder])
{
    Console.Error.WriteLine("Usage: check.cs -- TRACES");
    return 2;
}

QualityCheck hasty = QualityCheck.OfTraces(
    "hasty_answer",
    trace => trace.ToolCalls.Count == 0 && trace.Reward is { Score: < 0.1 } ? "a bad answer, and the model never looked closer" : null,
    remedy: "Ask for a tool call in the prompt, or leave the trace out.");
QualityReport report = QualityReport.Check(folder, new() { Checks = [hasty] });
Console.WriteLine(report);
return report.Problems > 0 ? 1 : 0;
