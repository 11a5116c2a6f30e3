#!/usr/bin/env dotnet
#:project ../../src/SPAgent.Report
#:property PublishAot=false

// Brings the pictures of a trace back as PNG files, and says whether they are the very pixels that the model saw.
//   dotnet run --file notebooks/scripts/replay.cs -- traces/trace_00007.json data-samples/streets pictures
using SPAgent;

if (args is not [var file, var dataset, var output])
{
    Console.Error.WriteLine("Usage: replay.cs -- TRACE DATASET OUTPUT");
    return 2;
}

Trace trace = Trace.Load(file);
ImageDataset rows = ImageDataset.Open(dataset);
Directory.CreateDirectory(output);
bool proved = true;
int number = 0;
await foreach (ReplayStep step in TraceReplay.RunAsync(trace, rows))
{
    string picture = Path.Combine(output, $"step_{number++:00}.png");
    step.Image.Save(picture);
    Console.WriteLine($"{picture}  turn {step.Turn}  {step.Tool ?? "dataset"}  {step.Image.Width}x{step.Image.Height}  {step.Verdict}  {step.Detail}");
    proved &= step.Verdict is ReplayVerdict.Exact or ReplayVerdict.FailedCall;
}

return proved ? 0 : 1;
