package io.noisystudent.networks.build;

/** A value under construction: its name in the graph, and its channels or features. */
public record Value(String name, int channels) {}
