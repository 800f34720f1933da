package io.noisystudent.registry.catalog;

import io.noisystudent.contracts.registry.ModelVersion;

/** A version, and whether this request made it or an earlier one did. */
public record Registration(ModelVersion version, boolean created) {}
