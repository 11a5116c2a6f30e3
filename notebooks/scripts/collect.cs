#!/usr/bin/env dotnet
#:project ../../src/SPAgent.Report
#:property PublishAot=false

// Asks an agent a question about each picture of a folder; every inference is kept as a training sample.
// What was answered by an earlier run is not asked again.
//   dotnet run --file notebooks/scripts/collect.cs -- data-samples/streets "Which season is it?" training_data
using Microsoft.Extensions.AI;
using SPAgent;

if (args is not [var pictures, var question, var output])
{
    Console.Error.WriteLine("Usage: collect.cs -- PICTURES QUESTION OUTPUT");
    return 2;
}

// With a server: ChatModels.OpenAICompatible("qwen3-vl", new Uri("http://localhost:8000/v1"), Environment.GetEnvironmentVariable("OPENAI_API_KEY"))
using IChatClient model = ChatModels.Simulated(seed: 7, options: new() { FailureRate = 0 });
var collector = new DataCollector(output);
var agent = new SpatialAgent(model, [new ZoomInTool(), new RotateTool()], collector);
await Parallel.ForEachAsync(Directory.GetFiles(pictures, "*.jpg").Order(), async (picture, stop) =>
{
    if (collector.IsKnown(DataCollector.SourceKey(question, [picture], agent.ModelName))) return;
    AgentResult result = await agent.SolveAsync(picture, question, maxIterations: 3, cancellationToken: stop);
    Console.WriteLine($"{Path.GetFileName(picture)}: {result.Answer ?? "no answer"}");
});
await collector.SaveStatisticsAsync();
Console.WriteLine(collector.Sessions.Statistics());
return 0;
