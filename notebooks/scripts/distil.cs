#!/usr/bin/env dotnet
#:project ../../src/SPAgent.Report
#:property PublishAot=false

// Takes a dataset through a teacher model. Stop it at any moment (Ctrl+C, kill, a power cut) and run it
// again: it goes on where it was, and no finished sample is asked twice.
//   dotnet run --file notebooks/scripts/distil.cs -- data-samples/streets traces 30
using Microsoft.Extensions.AI;
using SPAgent;

if (args is not [var dataset, var output, var samples])
{
    Console.Error.WriteLine("Usage: distil.cs -- DATASET OUTPUT SAMPLES");
    return 2;
}

ImageDataset rows = ImageDataset.Open(dataset);
using IChatClient teacher = ChatModels.Simulated(seed: 7, knows: rows);
var run = new DistillationRun(teacher, rows, output, new() { Samples = int.Parse(samples), MaxWorkers = 8, Strategy = SamplingStrategy.Hardest });
DistillationSummary summary = await run.ExecuteAsync(Progress.Bar());
Console.WriteLine(summary);
return summary.Failed == 0 ? 0 : 1;
