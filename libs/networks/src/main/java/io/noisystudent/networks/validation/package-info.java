/** What a graph must be to be served, and to be trained: operators, shapes, served signature. */
@NullMarked
package io.noisystudent.networks.validation;

import org.jspecify.annotations.NullMarked;
