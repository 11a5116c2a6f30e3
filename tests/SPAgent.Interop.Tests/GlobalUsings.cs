global using SPAgent.Tests;
global using Xunit;
