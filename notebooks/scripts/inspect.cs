#!/usr/bin/env dotnet
#:project ../../src/SPAgent.Report
#:property PublishAot=false

// A folder of traces as a table, worst answers first, and then the worst of them turn by turn.
//   dotnet run --file notebooks/scripts/inspect.cs -- traces
using SPAgent;

if (args is not [var folder])
{
    Console.Error.WriteLine("Usage: inspect.cs -- TRACES");
    return 2;
}

TraceStore traces = TraceStore.Open(folder);
Table worst = traces.ToTable().Sort("score");
Console.WriteLine(worst.Select("sample_index", "country", "turns", "tool_calls", "score", "answer").Head(5));

Trace trace = traces.Load((int)worst[0].Number("sample_index"));
Console.WriteLine(TraceText.Of(trace, verbose: true));
return 0;
