/** What a training needs to go on after it was killed. */
@NullMarked
package io.noisystudent.learning.checkpoint;

import org.jspecify.annotations.NullMarked;
