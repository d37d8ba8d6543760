// Declarations of what the samples use: the platform's database package, and a function of the application.
declare module '@cgk-platform/db' {
  export function withTenant<Result>(tenantId: string, run: () => Promise<Result>): Promise<Result>
  export function sql(strings: TemplateStringsArray, ...values: unknown[]): Promise<unknown[]>
}

declare function getTenantList(): Promise<readonly { readonly id: string }[]>
