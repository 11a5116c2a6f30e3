#!/usr/bin/env dotnet
#:project ../../src/SPAgent.Report
#:property PublishAot=false

// Writes the good traces of a folder as training data, a tenth of them for validation. Exit code 1 when a row was refused.
//   dotnet run --file notebooks/scripts/export.cs -- traces data-samples/streets llamafactory train
using SPAgent;

if (args is not [var folder, var dataset, var name, var output])
{
    Console.Error.WriteLine("Usage: export.cs -- TRACES DATASET FORMAT OUTPUT");
    return 2;
}

TrainingFormat format = TrainingFormat.ByName(name);
ExportReport report = await TraceStore.Open(folder).ExportAsync(output, format, new()
{
    Dataset = ImageDataset.Open(dataset),
    Success = true,
    MinReward = 0.3,
    Deduplicate = true,
    ValidationShare = format.IsFolder ? 0.1 : 0,
});
Console.WriteLine(report);
return report.RefusedCount == 0 ? 0 : 1;
