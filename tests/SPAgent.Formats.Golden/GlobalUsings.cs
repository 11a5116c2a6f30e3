global using SPAgent.Formats.Golden;
global using Xunit;

[assembly: AssemblyFixture(typeof(Disk))]
