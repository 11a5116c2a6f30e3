// One benchmark a run: dotnet run -c Release --project tests/SPAgent.Benchmarks -- NAME [options]
Console.Error.WriteLine("No benchmark yet.");
return 2;
