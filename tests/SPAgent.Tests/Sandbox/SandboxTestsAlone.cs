namespace SPAgent.Tests.Sandbox;

/// <summary>Runs when all other tests have ended: deadlines of three seconds mean what they say only on a machine that
/// has the time.</summary>
[CollectionDefinition(SandboxFacts.Collection, DisableParallelization = true)]
public sealed class SandboxTestsAlone;
