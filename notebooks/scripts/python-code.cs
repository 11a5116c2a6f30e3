#!/usr/bin/env dotnet
#:project ../../src/SPAgent.Report
#:property PublishAot=false

// Runs Python code, as a model might write it, on a picture: in the sandbox, or not at all.
//   dotnet run --file notebooks/scripts/python-code.cs -- data-samples/streets/00_paris.jpg code.py result.png
using SPAgent;

if (args is not [var picture, var code, var output])
{
    Console.Error.WriteLine("Usage: python-code.cs -- PICTURE CODE.py OUTPUT");
    return 2;
}

await using var python = new PythonCodeTool();
try
{
    PythonCallResult result = await python.RunAsync(await File.ReadAllTextAsync(code), RasterImage.Load(picture));
    Console.WriteLine($"{result.Status} in {result.Wall.TotalMilliseconds:0} ms: {result.Message}");
    result.Image?.Save(output);
    return result.Status == PythonCallStatus.Ok ? 0 : 1;
}
catch (SandboxRefusedException refusal)
{
    Console.Error.WriteLine($"{refusal.Message} {refusal.Advice}");
    return 3;
}
