/** Rewrites of a graph that another program exported, each a function from a graph to one that computes the same. */
@NullMarked
package io.noisystudent.networks.rewrite;

import org.jspecify.annotations.NullMarked;
