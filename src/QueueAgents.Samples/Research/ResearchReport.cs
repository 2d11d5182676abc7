using System.ComponentModel;
using QueueAgents.Contracts;

namespace QueueAgents.Samples.Research;

/// <summary>What is to be found out.</summary>
/// <param name="Topic">A few words; files in which one of them occurs are read.</param>
/// <param name="Folder">Where in the library; all of it by default.</param>
public sealed record ResearchInput(string Topic, string Folder = ".");

/// <summary>What the research carries from step to step.</summary>
/// <param name="Topic">As it was asked.</param>
/// <param name="Folder">As it was asked.</param>
/// <param name="Audience">Who will read the report.</param>
/// <param name="Files">What is read.</param>
public sealed record ResearchState(string Topic, string Folder, string Audience, IReadOnlyList<string> Files);

/// <summary>What the research came to.</summary>
/// <param name="Topic">As it was asked.</param>
/// <param name="Audience">For whom.</param>
/// <param name="Findings">File by file; files in which there was nothing are left out.</param>
/// <param name="Unread">Files that could not be read, and why.</param>
public sealed record ResearchReport(string Topic, string Audience, IReadOnlyList<Reading> Findings, IReadOnlyList<UnreadFile> Unread);

/// <summary>What one file says.</summary>
/// <param name="File">Its name in the library.</param>
/// <param name="Summary">In a sentence or two.</param>
/// <param name="Quotes">What it rests on.</param>
public sealed record Reading(string File, [property: Description("One or two sentences for whoever reads the report.")] string Summary, IReadOnlyList<Quote> Quotes);

/// <summary>A line of a file.</summary>
/// <param name="Line">Its number, from 1.</param>
/// <param name="Text">Word for word.</param>
public sealed record Quote(int Line, [property: Description("Word for word.")] string Text);

/// <summary>A file nobody could read.</summary>
/// <param name="File">Its name in the library.</param>
/// <param name="Why">What its reader ended with.</param>
public sealed record UnreadFile(string File, StepError Why);
