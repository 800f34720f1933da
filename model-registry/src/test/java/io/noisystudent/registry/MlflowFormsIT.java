package io.noisystudent.registry;
