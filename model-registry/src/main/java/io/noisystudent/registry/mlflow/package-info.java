/**
 * The registry as MLflow clients know it: {@code /api/2.0/mlflow}. It translates and decides nothing; what MLflow
 * allows and this registry does not (deleting, renaming, stages) is refused.
 */
@NullMarked
package io.noisystudent.registry.mlflow;

import org.jspecify.annotations.NullMarked;
