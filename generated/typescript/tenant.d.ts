// Generated from the event catalog by cgk-codegen; edit events.yaml and run `cgk-codegen generate` instead.
/**
 * Runs a function in the context of a tenant. The context follows `await`, timers and promises.
 *
 * @throws {@link InvalidTenantError} The id does not match the catalog's pattern.
 *
 * @example
 * ```ts
 * const total = await withTenant(order.tenantId, async () => sumOrders())
 * ```
 */
export declare function withTenant<Result>(tenantId: string, run: () => Result): Result

/**
 * Returns the current tenant's id.
 *
 * @throws {@link NoTenantError} The code runs outside of a tenant.
 */
export declare function currentTenant(): string

/** Returns the current tenant's id, or undefined without one. */
export declare function currentTenantOrUndefined(): string | undefined
